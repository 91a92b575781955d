"""How the Hub is reached, as a value that is handed to the children which do it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.domain import settings
from app.domain.network_errors import Offline

OFFICIAL_HOST = "huggingface.co"
OFFICIAL = f"https://{OFFICIAL_HOST}"
_YES = frozenset({"1", "on", "yes", "true"})


@dataclass(frozen=True)
class Network:
    """endpoint is the Hub's address or a mirror's. An empty proxy means what the system says."""

    offline: bool = False
    endpoint: str = OFFICIAL
    proxy: str = ""
    token: str = field(default="", repr=False)
    """Sent to the official host only, see is_official."""

    @property
    def host(self) -> str:
        return host_of(self.endpoint)

    @property
    def has_token(self) -> bool:
        return bool(self.token)


def network_of(chosen: settings.Network, environment: Mapping[str, str], *, offline: bool = False) -> Network:
    """What the person has set, else what the environment says, as in Hugging Face's tools: HF_ENDPOINT, HF_HUB_OFFLINE.

    offline is the command line's wish. Any of the three that says offline is obeyed.
    """
    return Network(
        offline=offline or chosen.offline or environment.get("HF_HUB_OFFLINE", "").lower() in _YES,
        endpoint=_address(chosen.endpoint or environment.get("HF_ENDPOINT", "")) or OFFICIAL,
        proxy=chosen.proxy.strip(),
    )


def require_online(network: Network, host: str = "") -> None:
    """Raises Offline: asked before anything is started that would make a connection."""
    if network.offline:
        raise Offline(host or network.host)


def is_official(url: str) -> bool:
    """Whether a token may go there. Never unencrypted, and never to a host that only begins or ends like it."""
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" and parts.hostname == OFFICIAL_HOST and parts.port in (None, 443)
    except ValueError:  # no address at all
        return False


def host_of(url: str) -> str:
    """Its name, with the port where that says which of several is meant; what was written where there is no name."""
    try:
        parts = urlsplit(url)
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return url.partition("://")[2].partition("/")[0] or url
    return (f"{name}:{port}" if port else name) or url


def _address(text: str) -> str:
    text = text.strip().rstrip("/")
    return text if not text or "://" in text else f"https://{text}"
