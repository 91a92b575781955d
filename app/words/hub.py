"""What is said of the Hub: why a model is recommended, why a host was asked, where the token is."""

from app.domain.hub import Reason, Why
from app.words.catalog import _


def why(key: Why) -> str:
    """For a newcomer, beside the model's name."""
    return {
        Why.STRONG: _("Among the best that run on a computer like this one"),
        Why.REASONING: _("Thinks before it answers; strong in logic and code, in English"),
        Why.BALANCED: _("Good at most things, and not slow"),
        Why.QUICK: _("Small and quick"),
        Why.KOREAN: _("Made in Korea, at home in Korean"),
        Why.TINY: _("Runs on almost every computer"),
    }[key]


def reason(key: Reason) -> str:
    """For the list of all connections."""
    return {
        Reason.SEARCH: _("Searching for models"),
        Reason.LOOK: _("Looking at a model's files"),
        Reason.HEADER: _("Reading what a model file says of itself"),
        Reason.DOWNLOAD: _("Downloading a model"),
        Reason.UPDATE: _("Looking for a new version of Maru"),
    }[key]


def token_place(source: str) -> str:
    """Source is a value of TokenSource; empty when there is no token."""
    return {
        "": _("There is no token."),
        "keyring": _("The token is kept in this system's keyring."),
        "environment": _("The token comes from HF_TOKEN in the environment."),
        "run": _("This system has no keyring, so the token is forgotten when Maru ends."),
    }[source]
