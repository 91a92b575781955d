"""How the fake Hub answers each kind of request, as the real one does."""

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from tests.fakes.hub.content import StoredFile
from tests.fakes.hub.repositories import StoredRepository, search

if TYPE_CHECKING:
    from tests.fakes.hub.server import Exchange

_API = re.compile(r"^/api/models/(?P<repo>[^/]+/[^/]+?)(?:/revision/(?P<revision>[^/]+))?$")
_TREE = re.compile(r"^/api/models/(?P<repo>[^/]+/[^/]+)/tree/(?P<revision>[^/]+)(?:/(?P<path>.*))?$")
_RESOLVE = re.compile(r"^/(?P<repo>[^/]+/[^/]+)/resolve/(?P<revision>[^/]+)/(?P<path>.+)$")
_CACHED = re.compile(r"^/api/resolve-cache/models/(?P<repo>[^/]+/[^/]+)/(?P<revision>[^/]+)/(?P<path>.+)$")


def answer_hub(exchange: "Exchange") -> None:
    path = exchange.asked.path
    if resolve := _RESOLVE.match(path) or _CACHED.match(path):
        _answer_resolve(exchange, resolve)
    elif exchange.hub.mischief(exchange, None):
        return
    elif path == "/api/models":
        _answer_search(exchange)
    elif match := _API.match(path) or _TREE.match(path):
        _answer_described(exchange, match)
    else:
        exchange.refuse(404, "", "Sorry, we can't find the page you are looking for.")


def answer_cdn(exchange: "Exchange") -> None:
    """Large files by their hash, whoever asks: who may was decided by the Hub, and signed."""
    file = exchange.hub.blobs.get(exchange.asked.path.rsplit("/", 1)[-1])
    if exchange.hub.mischief(exchange, file):
        return
    if file is None or "Signature" not in exchange.asked.query:
        exchange.answer(403, b"<Error><Code>AccessDenied</Code></Error>", {"Content-Type": "application/xml"})
    else:
        exchange.answer_content(file, {"ETag": f'"{file.sha256}"'})


def _answer_search(exchange: "Exchange") -> None:
    query = exchange.asked.query
    rows = search(exchange.hub.repositories, query)
    start = int(query.get("cursor", ["0"])[0])
    stop = start + min(int(query.get("limit", ["1000"])[0]), exchange.hub.page_size)
    more = urlencode({**query, "cursor": [str(stop)]}, doseq=True)
    link = {"Link": f'<{exchange.hub.endpoint}/api/models?{more}>; rel="next"'} if stop < len(rows) else {}
    exchange.answer_json(rows[start:stop], link)


def _answer_described(exchange: "Exchange", match: re.Match[str]) -> None:
    repository = _readable(exchange, match["repo"])
    revision = repository and _revision(exchange, repository, match["revision"] or "main")
    if not repository or not revision:
        return
    query = exchange.asked.query
    if match.re is _TREE:
        is_recursive = query.get("recursive", [""])[0].lower() in {"true", "1"}
        exchange.answer_json(repository.tree(revision, match["path"] or "", is_recursive=is_recursive))
        return
    known = repository.described(revision, blobs=query.get("blobs", [""])[0].lower() in {"true", "1"})
    if expand := query.get("expand"):
        known = {name: known[name] for name in ("_id", "id", *expand) if name in known}
    exchange.answer_json(known)


def _answer_resolve(exchange: "Exchange", match: re.Match[str]) -> None:
    known = exchange.hub.repositories.get(match["repo"])
    commit = known and known.at(match["revision"])
    file = known.commits[commit].get(match["path"]) if known and commit else None
    if exchange.hub.mischief(exchange, file):
        return
    repository = _readable(exchange, match["repo"])
    if repository is None or not _may_fetch(exchange, repository):
        return
    revision = _revision(exchange, repository, match["revision"])
    if revision is None:
        return
    if file is None:
        exchange.refuse(404, "EntryNotFound", "Entry not found")
        return
    _send_file(exchange, repository, revision, file, is_cached=match.re is _CACHED)


def _send_file(
    exchange: "Exchange", repository: StoredRepository, revision: str, file: StoredFile, *, is_cached: bool
) -> None:
    """Large files by a redirect to the second host; small ones after one to another path of this host."""
    named = {"X-Repo-Commit": revision, "Accept-Ranges": "bytes"}
    if file.is_large:
        place = f"{exchange.hub.cdn}/repos/{repository.name}/{file.sha256}?Expires=4102444800&Signature=s"
        linked = {"X-Linked-Size": str(file.size), "X-Linked-ETag": f'"{file.sha256}"', "ETag": f'"{file.blob_id}"'}
        exchange.answer(302, b"Found. Redirecting", {"Location": place, **linked, **named})
    elif is_cached:
        exchange.answer_content(file, {"ETag": f'"{file.blob_id}"', **named})
    else:
        place = f"/api/resolve-cache/models/{repository.name}/{revision}/{quote(file.path)}"
        exchange.answer(307, b"Temporary Redirect", {"Location": place, "ETag": f'"{file.blob_id}"', **named})


def _readable(exchange: "Exchange", name: str) -> StoredRepository | None:
    """The repository, if it is there for this one; strangers are told no more than that they are strangers."""
    repository = exchange.hub.repositories.get(name)
    if repository and (not repository.card.is_private or _is_known(exchange)):
        return repository
    if _is_known(exchange):
        exchange.refuse(404, "RepoNotFound", "Repository not found")
    else:
        exchange.refuse(401, "RepoNotFound", "Invalid username or password.")
    return None


def _may_fetch(exchange: "Exchange", repository: StoredRepository) -> bool:
    if not repository.card.gated or _is_known(exchange):
        return True
    has_token = "authorization" in exchange.asked.headers
    words = f"Access to model {repository.name} is restricted."
    exchange.refuse(403 if has_token else 401, "GatedRepo", words)
    return False


def _revision(exchange: "Exchange", repository: StoredRepository, wanted: str) -> str | None:
    revision = repository.at(wanted)
    if revision is None:
        exchange.refuse(404, "RevisionNotFound", f"Invalid rev id: {wanted}")
    return revision


def _is_known(exchange: "Exchange") -> bool:
    return exchange.asked.headers.get("authorization", "").removeprefix("Bearer ") in exchange.hub.tokens
