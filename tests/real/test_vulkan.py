"""GPU offload on a real Vulkan device: Mesa's, which computes on the processor and is a driver like any other.

`python3 dev.py vulkan` builds the engine for it and runs these; the engine that other tests use has no Vulkan.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import psutil
import pytest

from app.chat.model import Ready
from app.domain.engine_errors import EngineDied
from app.domain.fault import from_fault
from app.domain.generation import Limits, RawPrompt
from app.domain.loading import LoadedModel, LoadSettings
from app.engine.protocol import Devices, Failed, Finished, FromEngine, Generate, ListDevices, Token
from app.paths import inside
from app.wiring import App, build
from app.words.devices import gpu_words, why_unused
from app.words.failures import sentence
from tests.owner import Owner
from tests.real.driver import GREEDY, Engine

MIB = 1024**2
DEVICE = "Vulkan0"
FRANCE = "The capital of France is"
SLOW = pytest.mark.timeout(900)  # half a minute on two free cores, but its threads starve each other on busy ones
LOGITS = Path(__file__).with_name("vulkan_logits.py")

_package = find_spec("llama_cpp")
_is_built = _package is not None and any(Path(str(_package.origin)).parent.glob("lib/*ggml-vulkan*"))
pytestmark = [
    pytest.mark.vulkan,
    pytest.mark.skipif(not _is_built, reason="this engine has no Vulkan: `python3 dev.py vulkan` builds one that has"),
]


@pytest.fixture(autouse=True)
def _chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mesa's device is left alone by ggml unless it is named."""
    monkeypatch.setenv("GGML_VK_VISIBLE_DEVICES", "0")


# --- it works there ------------------------------------------------------------------------------------------------


def test_all_layers_lie_on_the_device_and_it_answers(engine: Engine, starter_model: Path) -> None:
    (device,) = (one for one in engine.ask(ListDevices).first(Devices).devices if one.backend == "Vulkan")
    assert (device.name, device.kind, device.reason) == (DEVICE, "gpu", "")
    assert device.total_bytes >= device.free_bytes > 0
    model = engine.loaded(starter_model, context=2048)
    assert (model.gpu_layers, model.gpu_note) == (model.layers + 1, "")  # llama.cpp counts the output as a layer
    used = {use.device: use for use in model.memory}
    assert used[DEVICE].weights_bytes == pytest.approx(92.1 * MIB, rel=0.01)
    assert used[DEVICE].kv_bytes == 45 * MIB
    assert used[DEVICE].compute_bytes > 10 * MIB
    assert used["CPU"].weights_bytes < 0.4 * used[DEVICE].weights_bytes  # the table of tokens, which is looked up there
    assert used["CPU"].kv_bytes == 0
    assert engine.text(FRANCE, max_tokens=2).text() == " Paris."


def test_as_many_layers_as_are_asked_for(engine: Engine, starter_model: Path) -> None:
    model = engine.loaded(starter_model, context=2048, gpu_layers=12)
    kept = {use.device: use.kv_bytes for use in model.memory}
    assert (model.gpu_layers, kept) == (12, {DEVICE: 45 * MIB * 11 // 30, "CPU": 45 * MIB * 19 // 30})
    assert engine.text(FRANCE, max_tokens=2).text() == " Paris."


# --- what it computes ----------------------------------------------------------------------------------------------

TEXT = (  # the device's own words after three beginnings; the processor's part from them
    "The river rises in the hills and the river falls in the river.\n\n"
    "Once upon a time, the city of Nova Haven was a thriving metropolis.\n\n"
    "The capital of France is Paris.\n\nThe answer is: 2018"
)


@pytest.fixture(scope="module")
def computed(starter_model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    """Logits along a text: exact, of the CPU, of the device, and of the device without halves."""
    folder = tmp_path_factory.mktemp("logits")
    environment = {**os.environ, "GGML_VK_VISIBLE_DEVICES": "0"}
    found = {}
    for name, how, more in (
        ("exact", "exact", {}),
        ("cpu", "cpu", {}),
        ("device", "gpu", {}),
        ("device in 32 bits", "gpu", {"GGML_VK_DISABLE_F16": "1"}),
    ):
        target = folder / f"{name}.npy"
        command = [sys.executable, str(LOGITS), str(starter_model), str(target), how]
        subprocess.run(command, input=TEXT.encode(), env={**environment, **more}, capture_output=True, check=True)
        found[name] = np.load(target)
    return found


@SLOW
def test_the_device_differs_from_the_processor_by_rounding_only(computed: dict[str, np.ndarray]) -> None:
    """The processor rounds activations to 8 bits before it multiplies, the device to halves: it is the nearer one.

    Without halves the device computes what the weights say. A fault would stay, and grow along the text.
    """
    exact = computed["exact"]
    rough = {name: np.sqrt(((logits - exact) ** 2).mean(axis=1)) for name, logits in computed.items()}
    assert np.abs(computed["device in 32 bits"] - exact).max() < 0.05  # sums in another order; logits spread over 6
    assert rough["device"].mean() < rough["cpu"].mean()
    first, *_, last = np.array_split(rough["device"], 4)
    assert last.mean() < 2 * first.mean()
    assert np.abs(computed["device"][0] - computed["cpu"][0]).max() < 1.5  # each is about 0.5 from what is exact


@SLOW
def test_where_the_texts_part_the_device_is_right(computed: dict[str, np.ndarray]) -> None:
    chosen = {name: logits.argmax(axis=1) for name, logits in computed.items()}
    agreeing = {name: float((choice == chosen["exact"]).mean()) for name, choice in chosen.items()}
    assert agreeing["device"] > 0.95
    assert agreeing["device"] >= agreeing["cpu"]


# --- what can go wrong ---------------------------------------------------------------------------------------------


@pytest.fixture
def empty_library(tmp_path: Path) -> str:
    """A folder in which the linker finds no Vulkan, although it stands in the system's."""
    (tmp_path / "libvulkan.so.1").touch()
    return str(tmp_path)


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({"LD_LIBRARY_PATH": "(empty library)"}, "no_loader"),
        ({"VK_DRIVER_FILES": os.devnull, "VK_ICD_FILENAMES": os.devnull}, "no_driver"),
        ({"GGML_VK_VISIBLE_DEVICES": "7"}, "hidden"),
        ({"GGML_VK_VISIBLE_DEVICES": "first"}, "hidden"),
        ({"GGML_VK_VISIBLE_DEVICES": None}, "software"),
    ],
    ids=["no library", "no driver", "absent device", "no number", "not named"],
)
def test_without_a_device_the_processor_answers_and_the_reason_is_told(
    make_engine: Callable[[], Engine],
    starter_model: Path,
    monkeypatch: pytest.MonkeyPatch,
    empty_library: str,
    variables: dict[str, str | None],
    reason: str,
) -> None:
    for name, value in variables.items():
        if value is None:
            monkeypatch.delenv(name)
        else:
            monkeypatch.setenv(name, value.replace("(empty library)", empty_library))
    engine = make_engine()
    cpu, vulkan = engine.ask(ListDevices).first(Devices).devices
    assert (cpu.kind, vulkan.backend, vulkan.reason) == ("cpu", "Vulkan", reason)
    assert why_unused(vulkan)
    _works_on_the_processor(engine, engine.loaded(starter_model))


def _works_on_the_processor(engine: Engine, model: LoadedModel) -> None:
    assert model.gpu_layers == 0
    assert [use.device for use in model.memory] == ["CPU"]
    assert engine.text(FRANCE, max_tokens=2).text() == " Paris."


def test_a_chosen_device_that_is_not_there_is_told(engine: Engine, starter_model: Path) -> None:
    model = engine.loaded(starter_model, devices=("Vulkan3",))
    assert gpu_words(model.gpu_note) == gpu_words("absent") != ""
    _works_on_the_processor(engine, model)


def test_weights_without_room_go_to_the_processor(
    make_engine: Callable[[], Engine], starter_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GGML_VK_FORCE_MAX_BUFFER_SIZE", str(MIB))
    engine = make_engine()
    model = engine.loaded(starter_model)
    assert gpu_words(model.gpu_note) == gpu_words("none") != ""
    _works_on_the_processor(engine, model)


def test_a_context_without_room_takes_fewer_layers(
    make_engine: Callable[[], Engine], starter_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GGML_VK_FORCE_MAX_BUFFER_SIZE", str(150 * MIB))  # 180 are needed for the context of all layers
    engine = make_engine()
    model = engine.loaded(starter_model, context=8192)
    assert gpu_words(model.gpu_note) == gpu_words("fewer") != ""
    assert 0 < model.gpu_layers < model.layers
    assert max(use.kv_bytes for use in model.memory if use.device == DEVICE) <= 150 * MIB
    assert engine.text(FRANCE, max_tokens=2).text() == " Paris."


# --- what ends the child -------------------------------------------------------------------------------------------


@pytest.fixture
def program(tmp_path: Path, owner: Owner, starter_model: Path) -> Iterator[App]:
    """The whole program but its face, with the real engine."""
    app = build(inside(tmp_path / "data"), owner.post)
    app.model.choose(str(starter_model), LoadSettings(context=512), load=False)
    yield app
    app.close()


def _ask(app: App, owner: Owner, prompt: str) -> list[FromEngine]:
    came: list[FromEngine] = []
    app.model.ask(lambda number: Generate(number, RawPrompt(prompt), GREEDY, Limits(max_tokens=2)), came.append)
    owner.until(lambda: came and isinstance(came[-1], Finished | Failed))
    return came


@pytest.fixture
def crashing_driver(tmp_path: Path) -> Path:
    """A driver that ends whoever loads it, as a broken one does."""
    code = "#include <stdlib.h>\n__attribute__((constructor)) static void start(void) { abort(); }\n"
    library = tmp_path / "libcrash.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-x", "c", "-", "-o", library], input=code.encode(), check=True)
    driver = {"file_format_version": "1.0.0", "ICD": {"library_path": str(library), "api_version": "1.3.0"}}
    path = tmp_path / "crash.json"
    path.write_text(json.dumps(driver), encoding="utf-8")
    return path


def test_a_driver_that_ends_the_engine_at_its_start_is_left_alone(
    program: App, owner: Owner, crashing_driver: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VK_DRIVER_FILES", str(crashing_driver))
    monkeypatch.setenv("VK_ICD_FILENAMES", str(crashing_driver))
    came = _ask(program, owner, FRANCE)
    assert "".join(message.text for message in came if isinstance(message, Token)) == " Paris."
    assert isinstance(program.model.state, Ready)
    assert gpu_words(program.model.state.model.gpu_note) == gpu_words("none_crashed") != ""


def test_a_driver_that_ends_the_engine_in_an_answer_is_left_alone_by_the_next(program: App, owner: Owner) -> None:
    """No memory is left to the child, and Mesa's driver does not survive that when it compiles for a longer prompt."""
    _ask(program, owner, "The capital of")
    assert isinstance(program.model.state, Ready)
    assert program.model.state.model.gpu_layers
    (child,) = (one for one in psutil.Process().children() if "engine" in one.cmdline())
    child.rlimit(psutil.RLIMIT_AS, (child.memory_info().vms + 4 * MIB,) * 2)
    failed = _ask(program, owner, "The river rises. " * 60)[-1]
    assert isinstance(failed, Failed)
    error = from_fault(failed.fault)
    assert isinstance(error, EngineDied)
    assert sentence(error).text
    came = _ask(program, owner, FRANCE)
    assert "".join(message.text for message in came if isinstance(message, Token)) == " Paris."
    assert program.model.state.model.gpu_layers == 0
    assert gpu_words(program.model.state.model.gpu_note) == gpu_words("none_crashed") != ""
