"""Understands how people name what is on the Hub: owner/name, with a quantization behind a colon, or an address."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from app.domain.errors import NotFound

_HOSTS = frozenset({"huggingface.co", "www.huggingface.co", "hf.co", "www.hf.co"})
_REPO = re.compile(r"(?P<repo>[\w.-]+/[\w.-]+)(?::(?P<wish>[\w./-]+))?", re.ASCII)
_VIEWS = frozenset({"blob", "resolve", "raw", "tree"})
_NO_OWNERS = frozenset({"datasets", "spaces", "collections", "papers"})
"""Other things that the Hub has pages of."""


@dataclass(frozen=True)
class Named:
    """wish is a quantization or a file's path; empty: whatever is usual. An empty revision is the newest."""

    repo: str
    wish: str = ""
    revision: str = ""


def parse(text: str, *, endpoint: str = "") -> Named:
    """Endpoint is a mirror's address, whose pages are understood too. Raises NotFound for what names nothing."""
    cleaned = text.strip().removeprefix("hf://")
    try:
        parts = urlsplit(cleaned if "://" in cleaned else f"https://{cleaned}")
    except ValueError:
        raise NotFound("hub", text) from None
    hosts = _HOSTS | ({urlsplit(endpoint).netloc} if endpoint else set())
    if parts.netloc in hosts:
        return _from_page(unquote(parts.path), text)
    if "://" in cleaned:
        raise NotFound("hub", text)
    return _from_name(cleaned.rstrip("/"), text)


def _from_page(path: str, text: str) -> Named:
    """From /owner/name, /owner/name:Q4_K_M or /owner/name/blob/main/folder/file.gguf."""
    owner, _, rest = path.strip("/").partition("/")
    if owner in _NO_OWNERS:
        raise NotFound("hub", text)
    name, _, view = rest.partition("/")
    named = _from_name(f"{owner}/{name}", text)
    kind, _, place = view.partition("/")
    if kind not in _VIEWS:
        return named
    revision, _, file = place.partition("/")
    return Named(named.repo, file if kind != "tree" else "", "" if revision == "main" else revision)


def _from_name(name: str, text: str) -> Named:
    found = _REPO.fullmatch(name)
    if found is None or any(part in {".", ".."} for part in found["repo"].split("/")):
        raise NotFound("hub", text)
    return Named(found["repo"], found["wish"] or "")
