"""Smaller copies of a model: whole or not at all."""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import gguf
import numpy as np
import psutil
import pytest

from app.domain.engine_errors import EngineDied, Stopped
from app.domain.loading import QUANTIZATIONS
from app.domain.model_errors import CannotQuantize, ModelCutShort, ModelMissing, NotAModel
from app.domain.network_errors import NotEnoughSpace
from app.domain.storage_errors import DiskFailed
from app.engine.protocol import Failed, Quantize, Quantized, Quantizing
from app.words.failures import sentence
from tests.real import tiny
from tests.real.driver import Asked, Engine

ROW = 256
"""K-quants take their weights in blocks of so many."""


@pytest.fixture(scope="module")
def plain(starter_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter model with its weights as F16, as it might have been published."""
    reader = gguf.GGUFReader(starter_model)
    path = tmp_path_factory.mktemp("plain") / "plain.F16.gguf"
    writer = gguf.GGUFWriter(path, "llama")
    for field in reader.fields.values():
        if not field.name.startswith("GGUF.") and field.name not in ("general.architecture", "general.file_type"):
            inner = field.types[-1] if len(field.types) > 1 else None
            writer.add_key_value(field.name, field.contents(), field.types[0], inner)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    for tensor in reader.tensors:
        weights = gguf.dequantize(tensor.data, tensor.tensor_type)
        writer.add_tensor(tensor.name, weights.astype(np.float32 if weights.ndim == 1 else np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def begin(engine: Engine, source: Path, target: Path, kind: str = "Q8_0", **options: object) -> Asked:
    return engine.begin(
        lambda number: Quantize(number, str(source), str(target), kind, **options)  # type: ignore[arg-type] # its own
    )


def quantize(engine: Engine, source: Path, target: Path, kind: str = "Q8_0", **options: object) -> Asked:
    return engine.wait(begin(engine, source, target, kind, **options))


def types(path: Path) -> set[str]:
    """Of the tensors that are tables."""
    return {tensor.tensor_type.name for tensor in gguf.GGUFReader(path).tensors if len(tensor.shape) > 1}


@pytest.mark.parametrize(("kind", "inside"), [("Q8_0", "Q8_0"), ("Q4_K_M", "Q5_0")])
def test_a_smaller_copy_loads_and_answers(engine: Engine, plain: Path, tmp_path: Path, kind: str, inside: str) -> None:
    target = tmp_path / f"copy.{kind}.gguf"
    asked = quantize(engine, plain, target, kind)
    done = asked.first(Quantized)
    assert done.path == str(target)
    assert done.size_bytes == target.stat().st_size
    expected = plain.stat().st_size * QUANTIZATIONS[kind] / 16
    assert 0.9 * expected < done.size_bytes < 1.35 * expected  # this model's narrow rows ask for larger types
    assert inside in types(target)
    fractions = [message.fraction for message in asked.came if isinstance(message, Quantizing)]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert [path.name for path in tmp_path.iterdir() if "copy" in path.name] == [target.name]
    engine.loaded(target, context=512)
    assert engine.text("The capital of France is", max_tokens=3).text().startswith(" Paris")


def test_every_type_that_is_offered_can_be_made(engine: Engine, tmp_path: Path) -> None:
    source = tiny.llama(tmp_path / "tiny.gguf", head=64)
    for kind in QUANTIZATIONS:
        target = tmp_path / f"tiny.{kind}.gguf"
        quantize(engine, source, target, kind).first(Quantized)
        assert engine.loaded(target, context=64).layers == tiny.LAYERS


def test_a_quantized_source_is_refused_unless_it_is_asked_for(
    engine: Engine, starter_model: Path, tmp_path: Path
) -> None:
    target = tmp_path / "copy.gguf"
    error = quantize(engine, starter_model, target, "Q8_0").error
    assert isinstance(error, CannotQuantize)
    assert (error.why, error.detail) == ("quantized", "Q4_1")
    assert "already (Q4_1)" in sentence(error).text
    assert not target.exists()
    assert quantize(engine, starter_model, target, "Q8_0", again=True).has(Quantized)
    assert types(target) == {"Q8_0"}


def test_what_cannot_be_quantized_is_named(engine: Engine, tmp_path: Path) -> None:
    good = tiny.llama(tmp_path / "good.gguf")
    text, cut = tmp_path / "text.gguf", tmp_path / "cut.gguf"
    text.write_text("Once upon a time")
    cut.write_bytes(good.read_bytes()[:-500])
    target = tmp_path / "target.gguf"
    assert isinstance(quantize(engine, tmp_path / "gone.gguf", target).error, ModelMissing)
    assert isinstance(quantize(engine, text, target).error, NotAModel)
    assert isinstance(quantize(engine, cut, target).error, ModelCutShort)
    assert isinstance(quantize(engine, good, tmp_path / "nowhere" / "target.gguf").error, DiskFailed)
    unknown, same = quantize(engine, good, target, "Q99").error, quantize(engine, good, good).error
    assert isinstance(unknown, CannotQuantize)
    assert isinstance(same, CannotQuantize)
    assert (unknown.why, same.why) == ("type", "same_file")
    assert all(sentence(error).text for error in (unknown, same))
    assert not target.exists()
    assert good.stat().st_size > 0


def test_too_small_a_disk_is_seen_before_anything_is_written(engine: Engine, tmp_path: Path) -> None:
    """A sparse file of a model that is larger than the disk."""
    source = tmp_path / "vast.gguf"
    rows = 2 * shutil.disk_usage(tmp_path).free // (2 * ROW)
    writer = gguf.GGUFWriter(source, "llama")
    writer.add_block_count(1)
    for name in ("context_length", "embedding_length", "feed_forward_length", "attention.head_count"):
        writer.add_uint32(f"llama.{name}", ROW)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_tensor_info("token_embd.weight", (rows, ROW), np.dtype(np.float16), rows * ROW * 2)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    writer.close()
    try:
        os.truncate(source, source.stat().st_size + rows * ROW * 2 + 4096)
    except OSError:
        pytest.skip("this file system has no files that are larger than itself")
    error = quantize(engine, source, tmp_path / "copy.gguf", "Q8_0").error
    assert isinstance(error, NotEnoughSpace)
    assert error.needed_bytes > error.free_bytes > 0
    assert sorted(tmp_path.glob("*copy*")) == []


def test_stopping_leaves_nothing_behind(engine: Engine, plain: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.gguf"
    target.write_bytes(b"what was there before")
    asked = begin(engine, plain, target, "Q4_K_M", threads=1)
    engine.wait(asked, until=lambda: any(isinstance(m, Quantizing) and m.fraction > 0 for m in asked.came))
    engine.client.cancel(asked.number)
    assert isinstance(engine.wait(asked).error, Stopped)
    assert target.read_bytes() == b"what was there before"
    assert sorted(tmp_path.glob("*.part")) == sorted(tmp_path.glob(".*.part")) == []


def test_a_window_that_goes_away_leaves_nothing_behind(engine: Engine, plain: Path, tmp_path: Path) -> None:
    asked = begin(engine, plain, tmp_path / "copy.gguf", "Q4_K_M", threads=1)
    engine.wait(asked, until=lambda: asked.has(Quantizing))
    engine.close()
    assert isinstance(asked.came[-1], Quantizing) or engine.wait(asked).has(Failed)
    assert sorted(path.name for path in tmp_path.iterdir() if "copy" in path.name) == []


def test_a_killed_child_leaves_nothing_that_looks_like_a_model(
    make_engine: Callable[[], Engine], plain: Path, tmp_path: Path
) -> None:
    target = tmp_path / "copy [1].gguf"
    engine = make_engine()
    asked = begin(engine, plain, target, "Q4_K_M", threads=1)
    engine.wait(asked, until=lambda: any(isinstance(m, Quantizing) and m.fraction > 0 for m in asked.came))
    os.kill(engine.client.pid, signal.SIGKILL)
    assert isinstance(engine.wait(asked).error, EngineDied)
    (left,) = (path for path in tmp_path.iterdir() if "copy" in path.name)
    assert left.suffix == ".part"
    assert not psutil.pid_exists(engine.client.pid) or engine.client.pid == 0
    assert quantize(make_engine(), plain, target).has(Quantized)
    assert [path.name for path in tmp_path.iterdir() if "copy" in path.name] == [target.name]


@pytest.mark.skipif(os.name == "nt", reason="names there are always Unicode")
def test_names_that_are_not_utf_8(engine: Engine, tmp_path: Path) -> None:
    source = tiny.llama(tmp_path / os.fsdecode(b"caf\xe9.gguf"))
    target = tmp_path / os.fsdecode(b"caf\xe9-Q8_0.gguf")
    assert quantize(engine, source, target).first(Quantized).path == str(target)
    assert target.stat().st_size
