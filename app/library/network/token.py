"""Keeps the person's Hugging Face token in the system's keyring, or for this run where there is none."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from app.paths import APP

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

NAME = "huggingface.co"
ENVIRONMENT = "HF_TOKEN"
log = logging.getLogger(__name__)


class TokenSource(StrEnum):
    """Where the token is that would be sent. RUN: only here, until the program ends."""

    NONE = ""
    KEYRING = "keyring"
    ENVIRONMENT = "environment"
    RUN = "run"


class Tokens:
    """One token. A keyring may ask for its password, so it is asked only when marker says that we keep one there.

    Beside it only HF_TOKEN is read, which a person sets for programs like this one; the file of Hugging Face's own
    tools belongs to them.
    """

    def __init__(self, marker: Path, environment: Mapping[str, str], *, ring: "KeyringBackend | None" = None) -> None:
        self._marker = marker
        self._environment = environment
        self._ring = ring
        self._known: tuple[str, TokenSource] | None = None

    @property
    def source(self) -> TokenSource:
        return self._found()[1]

    def read(self) -> str:
        """Empty without one. May block while the system asks the person to unlock the keyring."""
        return self._found()[0]

    def keep(self, token: str) -> TokenSource:
        """Says where it is now: RUN means that it will be forgotten. An empty one is only forgotten."""
        self.forget()
        if token := token.strip():
            self._known = token, TokenSource.KEYRING if self._put_away(token) else TokenSource.RUN
        return self.source

    def forget(self) -> None:
        """Also in the keyring; one in the environment is not ours and is found again."""
        self._known = None
        if not self._marker.exists():
            return
        with _refusals("the keyring does not forget the token"):  # locked, or somebody else was first
            self._backend.delete_password(APP, NAME)
        self._marker.unlink(missing_ok=True)  # without it the keyring is never asked

    def _put_away(self, token: str) -> bool:
        """Backends that write plain files, or nothing at all, rank themselves below 1."""
        with _refusals("there is no keyring to keep a token in", level=logging.INFO):
            if self._backend.priority < 1:
                return False
            self._backend.set_password(APP, NAME, token)
            self._marker.parent.mkdir(parents=True, exist_ok=True)
            self._marker.touch()
            return True
        return False

    def _found(self) -> tuple[str, TokenSource]:
        if self._known is None:
            self._known = self._kept() or self._given()
        return self._known

    def _kept(self) -> tuple[str, TokenSource] | None:
        if not self._marker.exists():
            return None
        with _refusals("the keyring does not give the token"):
            token = self._backend.get_password(APP, NAME)
            return (token, TokenSource.KEYRING) if token else None
        return None

    def _given(self) -> tuple[str, TokenSource]:
        token = self._environment.get(ENVIRONMENT, "").strip()
        return token, TokenSource.ENVIRONMENT if token else TokenSource.NONE

    @property
    def _backend(self) -> "KeyringBackend":
        from keyring import get_keyring  # noqa: PLC0415 - loading it would make every start slower, for those few

        return self._ring or get_keyring()


@contextmanager
def _refusals(what: str, *, level: int = logging.WARNING) -> Iterator[None]:
    """They cost a line in the log."""
    from keyring.errors import KeyringError  # noqa: PLC0415 - as above

    try:
        yield
    except (KeyringError, OSError) as error:
        log.log(level, "%s: %s", what, error)
