"""Packs in the real engine: a backend that the C compiler makes here, which has a card that is not there."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.fit import Fit, Machine, Verdict
from app.domain.loading import Device, LoadSettings
from app.engine.client import EngineClient
from app.engine.command import command
from app.engine.protocol import Devices, Failed, ListDevices
from app.library.fit.fit import fit
from app.library.fit.rehearsal import Rehearsal
from app.library.headers.gguf import read_header
from app.library.packs import Pack, add, idle_reason, remove
from app.library.signing import read_public_key
from tests.owner import Owner
from tests.packed import described, packed
from tests.real.driver import Engine
from tests.signer import Signer

SIGNER = Signer(5)
KEY = read_public_key(SIGNER.public)
SOURCE = Path(__file__).with_name("stand_in.c")
CARD = "0000:01:00.0"
COMPILER = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
pytestmark = pytest.mark.skipif(
    COMPILER is None or sys.platform != "linux", reason="a pack is made by a C compiler, as on Linux"
)
Start = Callable[..., Engine]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "backends"


@pytest.fixture
def start(tmp_path: Path, folder: Path) -> Iterator[Start]:
    started: list[Engine] = []

    def begin(*words: str) -> Engine:
        started.append(Engine(tmp_path, *(words or ("--packs", str(folder)))))
        return started[-1]

    yield begin
    for engine in started:
        engine.close()


@pytest.fixture
def commit(start: Start) -> str:
    """Of the engine that is there, made as long as a pack has it."""
    said = start("--cpu").ask(ListDevices).first(Devices).commit
    assert len(said) >= 7
    return said.ljust(40, "0")


@pytest.fixture
def added(tmp_path: Path, folder: Path, commit: str) -> Callable[..., Pack]:
    """A pack with a card, added."""

    def make(name: str = "cuda", *more: str, address: str = CARD, of: str = commit) -> Pack:
        library = tmp_path / f"libggml-{name}.so"
        words = [f'-DNAME="{name.upper()}"', f'-DADDRESS="{address}"', *more]
        subprocess.run([str(COMPILER), "-shared", "-fPIC", "-w", *words, SOURCE, "-o", library], check=True)
        files = {library.name: library.read_bytes()}
        about = described(files, name=name, commit=of)
        return add(packed(tmp_path / name, about, files, signer=SIGNER), folder, commit=of, key=KEY)

    return make


def cards(engine: Engine) -> list[Device]:
    return [one for one in engine.ask(ListDevices).first(Devices).devices if one.kind == "gpu" and one.total_bytes]


def test_its_card_is_there_until_it_is_removed(start: Start, added: Callable[..., Pack], folder: Path) -> None:
    about = added().about
    found = cards(start())
    (card,) = [one for one in found if one.backend == "CUDA"]
    assert idle_reason(about, about.commit, found) == ""
    assert (card.name, card.description, card.reason) == ("CUDA0", "A card of a test", "")
    remove("cuda", folder)
    assert [one for one in cards(start()) if one.backend == "CUDA"] == []
    assert not folder.exists()


def test_a_pack_comes_before_the_engines_own_backends_for_cards(start: Start, added: Callable[..., Pack]) -> None:
    added()
    assert cards(start())[0].backend == "CUDA"


def test_a_card_that_two_backends_show_belongs_to_the_first(start: Start, added: Callable[..., Pack]) -> None:
    for name in ("sycl", "cuda"):
        added(name)
    found = [(one.backend, one.reason) for one in cards(start()) if one.description == "A card of a test"]
    assert found == [("CUDA", ""), ("SYCL", "twice")]


def test_a_pack_of_another_engine_is_left_alone(start: Start, added: Callable[..., Pack]) -> None:
    added("cuda", "-DFAULT", of="f" * 40)
    assert "CUDA" not in {one.backend for one in cards(start())}


def test_the_processor_alone_touches_no_pack(start: Start, added: Callable[..., Pack], folder: Path) -> None:
    added("cuda", "-DFAULT")
    engine = start("--cpu", "--packs", str(folder))
    assert [one.kind for one in engine.ask(ListDevices).first(Devices).devices] == ["cpu"]


def test_a_pack_that_ends_the_engine_ends_only_that_child(start: Start, added: Callable[..., Pack]) -> None:
    added("cuda", "-DFAULT")
    assert start().ask(ListDevices).has(Failed)
    assert not start("--cpu").ask(ListDevices).has(Failed)


def test_a_backend_that_never_answers_is_not_waited_for(added: Callable[..., Pack]) -> None:
    library = added("cuda", "-DHANG").folder / "libggml-cuda.so"
    program = (
        "import ctypes, sys\n"
        "from app.engine.worker.native.backends import patience\n"
        "with patience(0.5):\n"
        "    ctypes.CDLL(sys.argv[1]).ggml_backend_init()\n"
    )
    done = subprocess.run([sys.executable, "-c", program, library], capture_output=True, timeout=60, check=False)
    assert done.returncode == 1
    assert b"ggml_backend_init" in done.stderr or b"Timeout" in done.stderr


# --- a card that fails only when a model comes to lie on it ---------------------------------------------------------


def test_a_card_that_stalls_is_left_out_of_the_estimate(
    start: Start, added: Callable[..., Pack], folder: Path, starter_model: Path, tmp_path: Path, owner: Owner
) -> None:
    added("cuda", "-DSTALL")
    machine = Machine(start().ask(ListDevices).first(Devices).devices)

    def begin(*, gpu: bool = True) -> EngineClient:
        words = ("--packs", str(folder)) if gpu else ("--cpu",)
        return EngineClient(command("engine", *words), owner.post, log=tmp_path / "engine.log")

    def weigh(settings: LoadSettings) -> Fit:
        return fit(read_header(starter_model), settings, machine)

    settings, found = LoadSettings(context=1024, devices=("CUDA0",)), list[Fit]()
    assert weigh(settings).verdict is Verdict.GPU
    with closing(Rehearsal(begin, machine, weigh)) as rehearsal:
        rehearsal.ask(str(starter_model), settings, found.append, patience_s=1.0)
        owner.until(lambda: found)
    assert (found[0].verdict, found[0].gpu_note) == (Verdict.CPU, "none_crashed")


def test_a_card_that_ends_the_estimate_is_left_out_and_said(
    added: Callable[..., Pack], starter_model: Path, tmp_path: Path
) -> None:
    added()
    words = ["--data-dir", str(tmp_path / "data"), "--language", "en", "models", "fit", str(starter_model), "--json"]
    done = subprocess.run([sys.executable, "-m", "app", *words], capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert (said["verdict"], said["gpu_layers"]) == ("cpu", 0)
    assert [use["device"] for use in said["memory"]] == ["CPU"]
    assert done.stderr.splitlines() == ["The graphics driver failed, so the model works on the processor."]
