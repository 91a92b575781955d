import json
import os
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.domain.engine_errors import Stopped
from app.domain.errors import MaruError, NotFound
from app.domain.loading import Device
from app.domain.network_errors import NotSigned, OtherKey, SignatureWrong
from app.domain.pack_errors import PackDamaged, PackForAnother, PackMissing, PackUnreadable
from app.domain.storage_errors import DiskFailed, DiskFull
from app.library.hardware import NO_GPU
from app.library.packs import Pack, add, bring_back, idle_reason, installed, remove, set_aside, sweep
from app.library.signing import read_public_key
from app.words.failures import sentence
from app.words.packs import purpose, why_idle
from tests.packed import COMMIT, LIBRARY, described, packed
from tests.signer import Signer

OURS = Signer(1)
KEY = read_public_key(OURS.public)
FILES = {LIBRARY: b"a backend" * 1000, "libcudart.so.12": b"what it needs"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "backends"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return packed(tmp_path / "cuda.marupack", described(FILES), FILES, signer=OURS)


def added(file: Path, folder: Path, *, commit: str = COMMIT) -> Pack:
    return add(file, folder, commit=commit, key=KEY)


def left(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.parent.rglob("*")) if folder.parent.exists() else []


def test_a_pack_lies_under_its_commit_and_name(pack: Path, folder: Path) -> None:
    done = added(pack, folder)
    assert done.folder == folder / COMMIT / "cuda"
    assert {name: (done.folder / name).read_bytes() for name in FILES} == FILES
    assert done.size_bytes == sum(map(len, FILES.values()))
    assert installed(folder) == (done,)


def test_an_engine_that_says_only_the_beginning_of_its_commit_is_believed(pack: Path, folder: Path) -> None:
    done = added(pack, folder, commit=COMMIT[:7])
    assert done.is_for(COMMIT[:7])
    assert not done.is_for("0c1e570")
    assert not done.is_for("")


def test_what_is_removed_leaves_nothing_and_can_be_added_again(pack: Path, folder: Path) -> None:
    added(pack, folder)
    remove("cuda", folder)
    assert not folder.exists()
    added(pack, folder)
    assert [one.about.name for one in installed(folder)] == ["cuda"]


def test_removing_takes_what_older_engines_had_too(tmp_path: Path, pack: Path, folder: Path) -> None:
    added(pack, folder)
    newer = packed(tmp_path / "n.marupack", described(FILES, commit="b" * 40), FILES, signer=OURS)
    added(newer, folder, commit="b" * 40)
    assert len(remove("cuda", folder)) == 2
    assert not folder.exists()


def test_removing_one_keeps_the_others(tmp_path: Path, pack: Path, folder: Path) -> None:
    added(pack, folder)
    files = {LIBRARY.replace("cuda", "sycl"): b"another"}
    added(packed(tmp_path / "s.marupack", described(files, name="sycl"), files, signer=OURS), folder)
    remove("cuda", folder)
    assert [one.about.name for one in installed(folder)] == ["sycl"]
    with pytest.raises(NotFound):
        remove("cuda", folder)


def test_a_pack_of_the_same_name_is_replaced_whole(tmp_path: Path, pack: Path, folder: Path) -> None:
    added(pack, folder)
    files = {LIBRARY: b"mended"}
    done = added(packed(tmp_path / "again.marupack", described(files), files, signer=OURS), folder)
    assert sorted(path.name for path in done.folder.iterdir()) == sorted([LIBRARY, "pack.json", "pack.json.minisig"])


Wrong = Callable[[Path], Path]


def _with(
    about: Mapping[str, Any] | None = None, files: Mapping[str, bytes] = FILES, *, signer: Signer = OURS
) -> Wrong:
    return lambda path: packed(path, about or described(FILES), files, signer=signer)


def _written(content: bytes) -> Wrong:
    def write(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return write


def _listing(name: str) -> Mapping[str, Any]:
    return described({**FILES, name: b""})


def _unsigned(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pack.json", json.dumps(described(FILES)))
        archive.writestr("pack.json.minisig", "trust me")
    return path


WRONG: dict[str, tuple[Wrong, type[MaruError]]] = {
    "another key": (_with(signer=Signer(2)), OtherKey),
    "signed something else": (
        lambda path: packed(path, described(FILES), FILES, signer=OURS, signed=b"{}"),
        SignatureWrong,
    ),
    "no signature": (_unsigned, NotSigned),
    "another commit": (_with(described(FILES, commit="0" * 40)), PackForAnother),
    "another system": (_with(described(FILES, system="plan9-vax")), PackForAnother),
    "another format": (_with(described(FILES, format=2)), PackUnreadable),
    "a name that leads out": (_with(described(FILES, name="../../cuda")), PackUnreadable),
    "a listed file that leads out": (_with(_listing("../evil"), {**FILES, "../evil": b""}), PackUnreadable),
    "an absolute file": (_with(_listing("/evil"), {**FILES, "/evil": b""}), PackUnreadable),
    "a file in a folder": (_with(_listing("in/side"), {**FILES, "in/side": b""}), PackUnreadable),
    "an unlisted file": (_with(files={**FILES, "more": b""}), PackUnreadable),
    "an unlisted file that leads out": (_with(files={**FILES, "../../evil": b""}), PackUnreadable),
    "a missing file": (_with(_listing("more")), PackUnreadable),
    "its own pack.json": (_with(_listing("pack.json")), PackUnreadable),
    "no backend": (_with(described({"a": b""}), {"a": b""}), PackUnreadable),
    "other bytes": (_with(files={**FILES, LIBRARY: b"a bXckend" * 1000}), PackDamaged),
    "more bytes": (_with(files={**FILES, LIBRARY: FILES[LIBRARY] + b"!"}), PackDamaged),
    "fewer bytes": (_with(files={**FILES, LIBRARY: FILES[LIBRARY][:-1]}), PackDamaged),
    "no archive": (_written(b"not a zip"), PackUnreadable),
    "an empty archive": (_written(b"PK\5\6" + bytes(18)), PackUnreadable),
    "no file": (lambda path: path, PackMissing),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_not_right_is_refused_with_a_sentence_and_leaves_nothing(
    tmp_path: Path, folder: Path, what: str
) -> None:
    make, expected = WRONG[what]
    file = make(tmp_path / "wrong.marupack")
    with pytest.raises(expected) as refusal:
        added(file, folder)
    assert "wrong.marupack" in sentence(refusal.value).text
    assert not folder.exists()
    assert {path for path in tmp_path.rglob("*") if path.is_file()} <= {file}


def test_a_wrong_one_leaves_the_one_that_is_there(tmp_path: Path, pack: Path, folder: Path) -> None:
    added(pack, folder)
    before = left(folder)
    wrong = packed(tmp_path / "wrong.marupack", described(FILES), {**FILES, LIBRARY: b"x"}, signer=OURS)
    with pytest.raises(PackDamaged):
        added(wrong, folder)
    assert left(folder) == before


def test_without_room_nothing_is_written(tmp_path: Path, folder: Path) -> None:
    about = described(FILES)
    about["files"][0]["size"] = 1 << 60
    with pytest.raises(DiskFull):
        added(packed(tmp_path / "big.marupack", about, FILES, signer=OURS), folder)
    assert not folder.exists()


def test_an_engine_that_does_not_say_what_it_is_gets_none(pack: Path, folder: Path) -> None:
    with pytest.raises(PackForAnother) as refusal:
        added(pack, folder, commit="")
    assert "which version" in sentence(refusal.value).text


def test_what_nobody_added_is_no_pack(folder: Path) -> None:
    (folder / COMMIT / "cuda").mkdir(parents=True)
    (folder / COMMIT / "cuda" / "pack.json").write_text("{}")
    assert installed(folder) == ()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_what_is_no_file_holds_nothing_up(tmp_path: Path, folder: Path) -> None:
    os.mkfifo(tmp_path / "pipe.marupack")
    (tmp_path / "folder.marupack").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(PackUnreadable):
            added(tmp_path / f"{name}.marupack", folder)
    with pytest.raises(PackMissing):
        added(tmp_path / "gone.marupack", folder)


# --- while it is unpacked, and when that is stopped -------------------------------------------------------------------


def test_each_piece_is_told(pack: Path, folder: Path) -> None:
    told: list[tuple[int, int]] = []
    add(pack, folder, commit=COMMIT, key=KEY, told=lambda done, whole: told.append((done, whole)))
    whole = sum(map(len, FILES.values()))
    assert [done for done, _whole in told] == sorted({done for done, _whole in told})
    assert told[-1] == (whole, whole)


def test_an_adding_that_is_stopped_leaves_what_was_there(tmp_path: Path, pack: Path, folder: Path) -> None:
    def stop(_done: int, _whole: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        add(pack, folder, commit=COMMIT, key=KEY, told=stop)
    assert not folder.exists()
    before = added(pack, folder)
    other = {LIBRARY: b"a newer one"}
    newer = packed(tmp_path / "n.marupack", described(other), other, signer=OURS)
    with pytest.raises(Stopped):
        add(newer, folder, commit=COMMIT, key=KEY, told=stop)
    assert (before.folder / LIBRARY).read_bytes() == FILES[LIBRARY]
    inside = [f"{COMMIT}/cuda/{name}" for name in (*FILES, "pack.json", "pack.json.minisig")]
    assert left(folder) == sorted([".", COMMIT, f"{COMMIT}/cuda", *inside])


# --- removed, with the way back ---------------------------------------------------------------------------------------


def test_what_was_set_aside_is_no_pack_and_comes_back(pack: Path, folder: Path) -> None:
    done = added(pack, folder)
    aside = set_aside(done)
    assert installed(folder) == ()
    assert not (folder / COMMIT).exists()
    bring_back(done, aside)
    assert installed(folder) == (done,)
    assert (done.folder / LIBRARY).read_bytes() == FILES[LIBRARY]
    sweep(folder)
    assert installed(folder) == (done,)


def test_what_was_set_aside_is_swept_away(pack: Path, folder: Path) -> None:
    set_aside(added(pack, folder))
    set_aside(added(pack, folder))
    sweep(folder)
    assert not folder.exists()
    sweep(folder)


def test_what_was_added_again_meanwhile_stays(pack: Path, folder: Path) -> None:
    aside = set_aside(added(pack, folder))
    again = added(pack, folder)
    bring_back(again, aside)
    sweep(folder)
    assert installed(folder) == (again,)


def test_what_cannot_be_set_aside_stays(pack: Path, folder: Path) -> None:
    done = added(pack, folder)
    shutil.rmtree(done.folder)
    with pytest.raises(DiskFailed):
        set_aside(done)
    assert not any(folder.rglob(".removed-*"))


# --- whether it is used -----------------------------------------------------------------------------------------------

CPU, CARD = Device("CPU", "", "cpu", "CPU"), Device("CUDA0", "RTX 4060", "gpu", "CUDA")


@pytest.mark.parametrize(
    ("devices", "reason", "words"),
    [
        ((CPU, CARD), "", ""),
        ((CPU, replace(CARD, reason="twice"), CARD), "", ""),
        ((CPU, replace(CARD, reason="little_memory")), "little_memory", "too little free memory"),
        ((CPU, replace(CARD, reason="hidden")), "hidden", "CUDA_VISIBLE_DEVICES"),
        ((CPU, NO_GPU), "failed", "remove it"),
        ((CPU,), "no_card", "No graphics card"),
    ],
)
def test_the_devices_tell_whether_it_is_used(
    pack: Path, folder: Path, devices: tuple[Device, ...], reason: str, words: str
) -> None:
    about = added(pack, folder).about
    assert idle_reason(about, COMMIT[:7], devices) == reason
    assert words in why_idle(reason, backend=about.backend)


def test_the_engine_and_the_computer_must_be_its_own(pack: Path, folder: Path) -> None:
    about = added(pack, folder).about
    assert idle_reason(about, "0" * 40, [CARD]) == "commit"
    assert idle_reason(about, "", [CARD]) == "commit"
    assert idle_reason(msgspec.structs.replace(about, system="plan9-sparc"), COMMIT, [CARD]) == "system"
    for reason in ("commit", "system"):
        assert "not used" in why_idle(reason, backend="CUDA")


@pytest.mark.parametrize(
    ("name", "words"), [("cuda", "NVIDIA"), ("hip", "AMD"), ("sycl", "Intel"), ("musa", "graphics cards")]
)
def test_what_a_pack_is_for(name: str, words: str) -> None:
    assert words in purpose(name)
