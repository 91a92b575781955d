"""What huggingface_hub finds around it: nothing that makes it talk, look for tokens or write where it was not told to.

It reads all of this while it is imported, so `prepare` comes first.
"""

from collections.abc import MutableMapping

_OURS = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "HF_HUB_DISABLE_XET": "1",  # a second way to hosts, in native code, that no list of connections sees
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_SYMLINKS_WARNING": "1",
}
_NOT_FOR_US = (
    *("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_OIDC_RESOURCE"),  # tokens come by way of Network only
    *("HF_ENDPOINT", "HUGGINGFACE_CO_STAGING", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"),  # Network says it already
    *("HF_DEBUG", "HF_HUB_USER_AGENT_ORIGIN", "HF_HUB_ENABLE_HF_TRANSFER"),
    *("HF_HUB_ETAG_TIMEOUT", "HF_HUB_DOWNLOAD_TIMEOUT"),
)


def prepare(environment: MutableMapping[str, str]) -> None:
    """Called with os.environ in a child, before the first import of huggingface_hub."""
    environment.update(_OURS)
    for name in _NOT_FOR_US:
        environment.pop(name, None)
    _forget_needless_proxy(environment)


def _forget_needless_proxy(environment: MutableMapping[str, str]) -> None:
    """Where both kinds of address have a proxy of their own, the one for all others, mostly SOCKS, is in the way.

    The HTTP client sets up every proxy that is named and, for SOCKS, fails for want of a library.
    """
    variables = {name.lower(): name for name in environment}
    if {"http_proxy", "https_proxy"} <= set(variables):
        for name in ("all_proxy", "ALL_PROXY"):
            environment.pop(name, None)
