"""Keeps the person's Hugging Face token in the system's keyring, or for this run where there is none."""

import logging
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError

from app.paths import APP

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

    def __init__(self, marker: Path, environment: Mapping[str, str], *, ring: KeyringBackend | None = None) -> None:
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
        try:
            self._backend.delete_password(APP, NAME)
        except KeyringError as error:  # locked, or somebody else was first; without the marker it is never read
            log.warning("the keyring does not forget the token: %s", error)
        self._marker.unlink(missing_ok=True)

    def _put_away(self, token: str) -> bool:
        """Backends that write plain files, or nothing at all, rank themselves below 1."""
        try:
            if self._backend.priority < 1:
                return False
            self._backend.set_password(APP, NAME, token)
            self._marker.parent.mkdir(parents=True, exist_ok=True)
            self._marker.touch()
        except (KeyringError, OSError) as error:
            log.info("there is no keyring to keep a token in: %s", error)
            return False
        return True

    def _found(self) -> tuple[str, TokenSource]:
        if self._known is None:
            self._known = self._kept() or self._given()
        return self._known

    def _kept(self) -> tuple[str, TokenSource] | None:
        if not self._marker.exists():
            return None
        try:
            token = self._backend.get_password(APP, NAME)
        except KeyringError as error:
            log.warning("the keyring does not give the token: %s", error)
            return None
        return (token, TokenSource.KEYRING) if token else None

    def _given(self) -> tuple[str, TokenSource]:
        token = self._environment.get(ENVIRONMENT, "").strip()
        return token, TokenSource.ENVIRONMENT if token else TokenSource.NONE

    @property
    def _backend(self) -> KeyringBackend:
        return self._ring or keyring.get_keyring()
