"""`maru packs`, with the practice engine, which says what it was made of, and a key of the tests."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli import device_checks
from app.cli.doctor import run as doctor
from app.cli.launch import Launch
from app.cli.packs import run
from app.domain.errors import NotFound
from app.domain.loading import Device
from app.domain.network_errors import OtherKey
from app.engine.command import PRACTICE
from app.library.packs import installed
from app.paths import inside
from tests.packed import COMMIT, LIBRARY, described, packed
from tests.signer import Signer

FILES = {LIBRARY: bytes(2_000_000)}
Packs = Callable[..., int]


@pytest.fixture
def packs(data_dir: Path, tmp_path: Path) -> Packs:
    resources = tmp_path / "resources"
    resources.mkdir()
    (resources / "release.pub").write_text(Signer(7).public, encoding="utf-8")
    (resources / "updates.toml").write_text('channel = "a test"', encoding="utf-8")
    paths = replace(inside(data_dir), resources=resources)
    engine = ("engine", PRACTICE)
    return lambda *words, role=run: role(Launch("packs", words, paths, engine_words=engine))


def pack(tmp_path: Path, *, signer: int = 7, commit: str = COMMIT) -> str:
    about = described(FILES, commit=commit, title="CUDA 12.8")
    return str(packed(tmp_path / "cuda.marupack", about, FILES, signer=Signer(signer)))


def test_added_listed_and_removed(
    packs: Packs, data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["list"], ["add", pack(tmp_path)], ["list"], ["remove", "cuda"], ["list"]):
        assert packs(*words) == 0
    assert capsys.readouterr().out.splitlines() == [
        "No pack was added.",
        "“CUDA 12.8” was added. No graphics card was found for it.",
        "cuda: CUDA 12.8, 2.0 MB. No graphics card was found for it.",
        "“cuda” was removed.",
        "No pack was added.",
    ]
    assert not (data_dir / "backends").exists()


def test_scripts_read_them_as_json(packs: Packs, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packs("add", pack(tmp_path), "--json")
    (added,) = map(json.loads, capsys.readouterr().out.splitlines())
    packs("list", "--json")
    assert json.loads(capsys.readouterr().out) == [added]
    assert {key: added[key] for key in ("name", "title", "commit", "size_bytes", "used", "why")} == {
        "name": "cuda",
        "title": "CUDA 12.8",
        "commit": COMMIT,
        "size_bytes": 2_000_000,
        "used": False,
        "why": "no_card",
    }
    packs("remove", "cuda", "--json")
    assert json.loads(capsys.readouterr().out) == {"name": "cuda", "removed": [added["path"]]}


def test_a_pack_of_a_former_engine_is_said_to_lie_idle(
    packs: Packs, data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packs("add", pack(tmp_path))
    newer = (data_dir / "backends" / COMMIT).rename(data_dir / "backends" / ("0" * 40))
    about = newer / "cuda" / "pack.json"
    about.write_text(about.read_text(encoding="utf-8").replace(COMMIT, "0" * 40), encoding="utf-8")
    capsys.readouterr()
    packs("list")
    assert "another version of the engine" in capsys.readouterr().out


def test_the_doctor_tells_of_them(packs: Packs, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packs("add", pack(tmp_path))
    packs(role=doctor)
    assert "✓ Pack “CUDA 12.8”: No graphics card was found for it." in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(("reason", "said"), [("", "The engine uses it."), ("little_memory", "too little free memory")])
def test_what_the_doctor_says_of_a_pack_follows_its_card(
    packs: Packs, tmp_path: Path, data_dir: Path, reason: str, said: str
) -> None:
    packs("add", pack(tmp_path))
    card = Device("CUDA0", "RTX 4060", "gpu", "CUDA", reason=reason)
    (finding,) = device_checks.packs(installed(inside(data_dir).packs), COMMIT, [card])
    assert said in finding.text


def test_what_others_signed_and_what_is_not_there_are_the_worlds_failures(packs: Packs, tmp_path: Path) -> None:
    with pytest.raises(OtherKey):
        packs("add", pack(tmp_path, signer=8))
    with pytest.raises(NotFound):
        packs("remove", "cuda")
