from collections.abc import Mapping
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked, PasswordDeleteError

from app.library.network.token import Tokens, TokenSource


class Ring(KeyringBackend):
    """A keyring in memory that counts how often it was asked."""

    priority = 5.0

    def __init__(self, kept: Mapping[tuple[str, str], str] = {}, *, is_locked: bool = False) -> None:
        self.kept = dict(kept)
        self.asked = 0
        self.is_locked = is_locked

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        if self.is_locked:
            raise KeyringLocked("no")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.is_locked:
            raise KeyringLocked("no")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError("none")
        del self.kept[service, username]


class PlainFile(Ring):
    priority = 0.5


class NoRing(NoKeyring):
    """What the library takes where the system has none."""

    def __init__(self) -> None:
        """Nothing is set up."""


def test_a_token_outlives_the_program_in_the_keyring(tmp_path: Path) -> None:
    ring = Ring()
    tokens = Tokens(tmp_path / "data" / "marker", {}, ring=ring)
    assert tokens.keep(" hf_ours\n") is TokenSource.KEYRING
    assert tokens.read() == "hf_ours"
    later = Tokens(tmp_path / "data" / "marker", {}, ring=ring)
    assert (later.read(), later.source) == ("hf_ours", TokenSource.KEYRING)
    later.forget()
    assert (later.read(), later.source) == ("", TokenSource.NONE)
    assert ring.kept == {}
    assert b"hf_ours" not in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_keyring_that_holds_nothing_of_ours_is_never_asked(tmp_path: Path) -> None:
    ring = Ring()
    tokens = Tokens(tmp_path / "marker", {}, ring=ring)
    assert tokens.read() == ""
    tokens.forget()
    assert ring.asked == 0


@pytest.mark.parametrize("ring", [NoRing(), PlainFile(), Ring(is_locked=True)], ids=["none", "plain", "locked"])
def test_without_a_safe_place_a_token_lives_for_this_run(tmp_path: Path, ring: KeyringBackend) -> None:
    tokens = Tokens(tmp_path / "marker", {}, ring=ring)
    assert tokens.keep("hf_ours") is TokenSource.RUN
    assert (tokens.read(), tokens.source) == ("hf_ours", TokenSource.RUN)
    assert Tokens(tmp_path / "marker", {}, ring=ring).read() == ""


def test_the_environment_is_second(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path / "marker", {"HF_TOKEN": "hf_environment"}, ring=Ring())
    assert (tokens.read(), tokens.source) == ("hf_environment", TokenSource.ENVIRONMENT)
    tokens.keep("hf_ours")
    assert tokens.read() == "hf_ours"
    tokens.keep("")
    assert tokens.read() == "hf_environment"


@pytest.mark.expects_log("does not give")
def test_a_locked_keyring_is_no_token(tmp_path: Path) -> None:
    ring = Ring()
    Tokens(tmp_path / "marker", {}, ring=ring).keep("hf_ours")
    ring.is_locked = True
    assert Tokens(tmp_path / "marker", {}, ring=ring).read() == ""


@pytest.mark.expects_log("does not forget")
def test_a_token_that_somebody_else_removed_is_forgotten(tmp_path: Path) -> None:
    ring = Ring()
    tokens = Tokens(tmp_path / "marker", {}, ring=ring)
    tokens.keep("hf_ours")
    ring.kept.clear()
    tokens.forget()
    assert tokens.source is TokenSource.NONE
