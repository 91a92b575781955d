"""Loading: the truth about what was loaded, and the reason for what could not be."""

import random
from pathlib import Path

import pytest

from app.domain.engine_errors import LoadRefused, OutOfMemory
from app.domain.errors import MaruError
from app.domain.generation import StopReason
from app.domain.loading import Adapter, LoadSettings, ModelKind
from app.domain.model_errors import (
    AdapterRefused,
    ModelCutShort,
    ModelDamaged,
    ModelMissing,
    ModelTooNew,
    ModelTooOld,
    ModelUnreadable,
    NotAModel,
    UnknownArchitecture,
    WrongByteOrder,
)
from app.engine.protocol import Devices, ListDevices, Loading, Plan, Planned
from tests.real import tiny
from tests.real.conftest import Distance
from tests.real.driver import Engine
from tests.real.test_generation import RIVER, ROUNDING

MIB = 1024**2


def test_what_was_loaded_is_told_truly(engine: Engine, starter_model: Path) -> None:
    asked = engine.load(starter_model, context=2048)
    fractions = [message.fraction for message in asked.came if isinstance(message, Loading)]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    model = asked.came[-1].model  # type: ignore[union-attr] # Loaded came last
    assert (model.architecture, model.kind, model.layers) == ("llama", ModelKind.CHAT, 30)
    assert (model.context, model.trained_context) == (2048, 8192)
    assert model.parameters == 134_515_008
    assert (model.template, model.template_note) == ("model", "")
    (cpu,) = model.memory
    assert cpu.device == "CPU"
    assert cpu.weights_bytes == pytest.approx(92.1 * MIB, rel=0.2)
    assert cpu.kv_bytes == 45 * MIB
    assert cpu.compute_bytes > 10 * MIB


def test_a_context_is_never_longer_than_the_model_was_trained_for(engine: Engine, starter_model: Path) -> None:
    assert engine.loaded(starter_model, context=100_000).context == 8192
    assert engine.loaded(starter_model, context=0).context == 8192


def test_a_base_model_says_that_it_has_no_template(engine: Engine, base_model: Path) -> None:
    model = engine.loaded(base_model)
    assert (model.kind, model.template, model.template_note) == (ModelKind.BASE, "plain", "missing")


def test_another_model_takes_the_place_of_the_first(engine: Engine, starter_model: Path, base_model: Path) -> None:
    engine.loaded(starter_model)
    asked = engine.begin_text(RIVER, max_tokens=0)
    assert engine.loaded(base_model).architecture == "gemma3"
    assert engine.wait(asked).finished.samples[0].stop_reason is StopReason.CANCELLED
    assert engine.text("The capital of France is", max_tokens=3).text()


def test_devices_are_listed(engine: Engine) -> None:
    devices = engine.ask(ListDevices).first(Devices).devices
    assert [device.kind for device in devices].count("cpu") == 1
    assert all(device.total_bytes for device in devices if device.kind == "cpu")


def test_a_plan_foretells_what_loading_takes(engine: Engine, base_model: Path) -> None:
    plan = engine.ask(lambda number: Plan(number, str(base_model), LoadSettings(context=8192))).first(Planned).plan
    (planned,), (taken,) = plan.memory, engine.loaded(base_model, context=8192).memory
    assert planned.kv_bytes == taken.kv_bytes
    assert planned.compute_bytes == taken.compute_bytes
    assert planned.weights_bytes == pytest.approx(taken.weights_bytes, rel=0.1)


def test_settings_that_llama_cpp_refuses_are_told_with_its_words(engine: Engine, starter_model: Path) -> None:
    error = engine.load(starter_model, cache_type_v="q8_0", flash_attention="off").error
    assert isinstance(error, LoadRefused)
    assert "quantized V cache" in error.detail or "V cache quantization" in error.detail


def test_a_context_that_memory_cannot_hold_is_refused_before_it_is_tried(engine: Engine, tmp_path: Path) -> None:
    path = tiny.llama(tmp_path / "vast.gguf", trained_context=2**18, head=2**14)
    error = engine.load(path, context=2**18).error
    assert isinstance(error, OutOfMemory)
    assert error.needed_bytes > error.free_bytes > 0


def test_an_adapter_changes_what_is_said(
    engine: Engine, starter_model: Path, tmp_path: Path, distance: Distance
) -> None:
    path = tiny.lora(tmp_path / "adapter.gguf", width=576, layers=30, strength=0.4)
    engine.loaded(starter_model)
    plain = engine.text(RIVER).text()
    engine.loaded(starter_model, adapters=(Adapter(str(path)),))
    adapted = engine.text(RIVER).text()
    assert adapted != plain
    assert distance(starter_model, (RIVER, adapted), adapter=path) < ROUNDING


def test_an_adapter_of_another_model_is_refused(engine: Engine, starter_model: Path, tmp_path: Path) -> None:
    path = tiny.lora(tmp_path / "adapter.gguf", width=64, layers=2, strength=1.0)
    for adapter in (path, starter_model, tmp_path / "engine.log"):
        error = engine.load(starter_model, adapters=(Adapter(str(adapter)),)).error
        assert isinstance(error, AdapterRefused)
        assert error.path == str(adapter)
    missing = engine.load(starter_model, adapters=(Adapter(str(tmp_path / "nowhere")),)).error
    assert isinstance(missing, ModelMissing)


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_bad_files_are_named_for_what_is_wrong_with_them(engine: Engine, starter_model: Path, tmp_path: Path) -> None:
    noise = random.Random(7).randbytes(100_000)  # noqa: S311 - dice, no secrets
    whole = starter_model.read_bytes()
    cases: list[tuple[str, bytes, type[MaruError]]] = [
        ("text", b"Once upon a time", NotAModel),
        ("empty", b"", NotAModel),
        ("two bytes", b"GG", ModelCutShort),
        ("newer", b"GGUF\x09\0\0\0" + bytes(1000), ModelTooNew),
        ("older", b"GGUF\x01\0\0\0" + bytes(1000), ModelTooOld),
        ("big-endian", b"GGUF\0\0\0\x03" + bytes(1000), WrongByteOrder),
        ("noise", b"GGUF\x03\0\0\0" + noise, ModelDamaged),
        ("cut in the header", whole[:200_000], ModelCutShort),
        ("cut in the weights", whole[:50_000_000], ModelCutShort),
        ("unknown", whole.replace(b"\x05\0\0\0\0\0\0\0llama", b"\x05\0\0\0\0\0\0\0xlama", 1), UnknownArchitecture),
    ]
    for name, content, kind in cases:
        error = engine.load(_write(tmp_path / f"{name}.gguf", content)).error
        assert type(error) is kind, name
        assert error.path == str(tmp_path / f"{name}.gguf")  # type: ignore[attr-defined] # kind has it
    cut = engine.load(tmp_path / "cut in the weights.gguf").error
    assert isinstance(cut, ModelCutShort)
    assert (cut.actual_bytes, cut.expected_bytes) == (50_000_000, len(whole))
    assert isinstance(engine.load(tmp_path / "nowhere.gguf").error, ModelMissing)
    assert isinstance(engine.load(tmp_path).error, ModelUnreadable)
    # After all that the child is as good as new.
    assert engine.loaded(starter_model).layers == 30
