"""`maru update`, in a build that asks a site of the tests, and in one that a store updates."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app import __version__
from app.cli.launch import Launch
from app.cli.update import run
from app.domain.network_errors import Offline, SignatureWrong
from app.paths import inside
from tests.fakes.announcements import PAGE, Site, announcement, build_in


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with Site() as site:
        yield site


def launch(data_dir: Path, tmp_path: Path, said: str, *words: str, offline: bool = False) -> Launch:
    paths = replace(inside(data_dir), resources=build_in(tmp_path / "resources", said))
    return Launch(role="update", arguments=words, paths=paths, offline=offline)


def test_a_newer_version_is_told_with_what_is_new(
    site: Site, data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(launch(data_dir, tmp_path, site.said)) == 0
    assert capsys.readouterr().out == (f"Maru 9.0.0 is there; this is {__version__}.\n\nFaster.\nQuieter.\n\n{PAGE}\n")


def test_scripts_read_it_as_json(
    site: Site, data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.document = announcement(__version__)
    assert run(launch(data_dir, tmp_path, site.said, "--json")) == 0
    assert json.loads(capsys.readouterr().out) == {"version": __version__, "channel": "", "newer": None}


def test_what_cannot_be_trusted_is_the_worlds_failure(site: Site, data_dir: Path, tmp_path: Path) -> None:
    site.document = site.document.replace(b"Faster", b"Slower")
    with pytest.raises(SignatureWrong):
        run(launch(data_dir, tmp_path, site.said))


def test_offline_is_obeyed(site: Site, data_dir: Path, tmp_path: Path) -> None:
    with pytest.raises(Offline):
        run(launch(data_dir, tmp_path, site.said, offline=True))
    assert site.requests == []


def test_what_a_store_brings_is_not_asked_for(
    site: Site, data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(launch(data_dir, tmp_path, 'channel = "Flathub"')) == 0
    assert capsys.readouterr().out == f"This is Maru {__version__}. New versions come from Flathub.\n"
    assert site.requests == []
