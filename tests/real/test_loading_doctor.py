"""Each way in which a load can fail, with a real file and a real child: the error, its sentence, and the button."""

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np
import psutil
import pytest

from app.domain.engine_errors import OutOfMemory
from app.domain.errors import MaruError
from app.domain.loading import Adapter, LoadSettings
from app.domain.model_errors import (
    AdapterRefused,
    ModelCutShort,
    ModelDamaged,
    ModelMissing,
    ModelTooNew,
    ModelTooOld,
    NotAlone,
    NotAModel,
    PartMissing,
    UnknownArchitecture,
)
from app.engine.protocol import Load, Loaded, Plan
from app.words.failures import sentence
from app.words.remedies import Remedy
from tests.real import tiny
from tests.real.driver import Engine

CONTEXT = 64
PARTS = 3
TOKENIZER = b"tokenizer.ggml.model\x08\0\0\0\x05\0\0\0\0\0\0\0"


@dataclass(frozen=True)
class Case:
    """What is made in a folder, and what comes of loading it."""

    make: Callable[[Path], Path]
    error: type[MaruError]
    says: str
    remedy: Remedy
    settings: Callable[[Path], LoadSettings] = lambda _: LoadSettings(context=CONTEXT)


def written(content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / "model.gguf"
        path.write_bytes(content)
        return path

    return make


def changed(change: Callable[[bytes], bytes]) -> Callable[[Path], Path]:
    """A good model, changed."""

    def make(folder: Path) -> Path:
        path = tiny.llama(folder / "model.gguf")
        path.write_bytes(change(path.read_bytes()))
        return path

    return make


def whole(folder: Path) -> Path:
    return tiny.llama(folder / "model.gguf")


def split(folder: Path) -> list[Path]:
    """The same model in three files, as llama.cpp splits them."""
    reader = gguf.GGUFReader(whole(folder))
    tensors = reader.tensors
    paths = []
    for number in range(PARTS):
        path = folder / f"split-{number + 1:05}-of-{PARTS:05}.gguf"
        writer = gguf.GGUFWriter(path, "llama")
        if number == 0:
            _copy(reader, writer)
        writer.add_uint16("split.no", number)
        writer.add_uint16("split.count", PARTS)
        writer.add_int32("split.tensors.count", len(tensors))
        for tensor in tensors[number::PARTS]:
            writer.add_tensor(tensor.name, tensor.data)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        paths.append(path)
    return paths


def _copy(reader: gguf.GGUFReader, writer: gguf.GGUFWriter) -> None:
    for field in reader.fields.values():
        if field.name.startswith("GGUF.") or field.name == "general.architecture":
            continue
        kind = field.types[0]
        writer.add_key_value(field.name, field.contents(), kind, field.types[-1] if len(field.types) > 1 else None)


def without_part(folder: Path) -> Path:
    first, second, _ = split(folder)
    second.unlink()
    return first


def cut_part(folder: Path, *, keep: int = -100) -> Path:
    first, _, third = split(folder)
    third.write_bytes(third.read_bytes()[:keep])
    return first


def vast(folder: Path) -> Path:
    """A good model, and behind it a hole."""
    path = whole(folder)
    os.truncate(path, 2 * psutil.virtual_memory().total)
    return path


def projector(folder: Path) -> Path:
    path = folder / "mmproj-model.gguf"
    writer = gguf.GGUFWriter(path, "clip")
    writer.add_type("mmproj")
    writer.add_bool("clip.has_vision_encoder", val=True)
    return tiny.finish(writer, {"v.patch_embd.weight": np.zeros((4, 4), np.float32)}, path)


def adapter(folder: Path) -> Path:
    return tiny.lora(folder / "adapter.gguf", width=tiny.WIDTH, layers=tiny.LAYERS, strength=0.1)


def with_adapter(make: Callable[[Path], Path]) -> Callable[[Path], LoadSettings]:
    return lambda folder: LoadSettings(context=CONTEXT, adapters=(Adapter(str(make(folder))),))


def foreign_adapter(folder: Path) -> Path:
    return tiny.lora(folder / "foreign.gguf", width=48, layers=2, strength=0.1)


def with_tensor_type(number: int) -> Callable[[bytes], bytes]:
    """The type of the first tensor stands behind its name, its dimensions and their lengths."""

    def change(content: bytes) -> bytes:
        name = b"token_embd.weight"
        at = content.index(name) + len(name) + 4 + 2 * 8
        return content[:at] + number.to_bytes(4, "little") + content[at + 4 :]

    return change


CASES = {
    "it is no GGUF file": Case(written(b"<!doctype html>"), NotAModel, "no GGUF file", Remedy.CHOOSE_MODEL),
    "it is empty": Case(written(b""), NotAModel, "no GGUF file", Remedy.CHOOSE_MODEL),
    "it is missing": Case(lambda folder: folder / "gone.gguf", ModelMissing, "not there", Remedy.CHOOSE_MODEL),
    "it is cut short": Case(changed(lambda all_: all_[:-500]), ModelCutShort, "are there", Remedy.RESUME_DOWNLOAD),
    "it ends in its header": Case(
        changed(lambda all_: all_[:2000]), ModelCutShort, "is cut short. ", Remedy.RESUME_DOWNLOAD
    ),
    "it has hardly begun": Case(written(b"GG"), ModelCutShort, "is cut short. ", Remedy.RESUME_DOWNLOAD),
    "its format is newer": Case(
        changed(lambda all_: b"GGUF\x09" + all_[5:]), ModelTooNew, "GGUF 9", Remedy.CHOOSE_MODEL
    ),
    "its format is older": Case(
        changed(lambda all_: b"GGUF\x01" + all_[5:]), ModelTooOld, "GGUF 1", Remedy.CHOOSE_MODEL
    ),
    "its quantization is newer": Case(
        changed(with_tensor_type(99)), ModelTooNew, "newer than this program", Remedy.CHOOSE_MODEL
    ),
    "its tokenizer is newer": Case(
        changed(lambda all_: all_.replace(TOKENIZER + b"llama", TOKENIZER + b"tlama")),
        ModelTooNew,
        "newer than this program",
        Remedy.CHOOSE_MODEL,
    ),
    "its architecture is unknown": Case(
        lambda folder: tiny.write(folder / "model.gguf", "thinker9", {}),
        UnknownArchitecture,
        "thinker9",
        Remedy.CHOOSE_MODEL,
    ),
    "its header is damaged": Case(changed(with_tensor_type(70_000)), ModelDamaged, "is damaged", Remedy.SHOW_FILE),
    "a part is missing": Case(without_part, PartMissing, "number 2 of them is missing", Remedy.RESUME_DOWNLOAD),
    "a part is cut short": Case(cut_part, ModelCutShort, "split-00003-of-00003.gguf", Remedy.RESUME_DOWNLOAD),
    "a part ends in its header": Case(
        lambda folder: cut_part(folder, keep=30), ModelCutShort, "split-00003-of-00003.gguf", Remedy.RESUME_DOWNLOAD
    ),
    "it is a later part": Case(lambda folder: split(folder)[1], NotAlone, "one part of a model", Remedy.CHOOSE_MODEL),
    "it is a projector": Case(projector, NotAlone, "see pictures", Remedy.CHOOSE_MODEL),
    "it is an adapter": Case(adapter, NotAlone, "is an adapter", Remedy.CHOOSE_MODEL),
    "the adapter is of another model": Case(
        whole, AdapterRefused, "foreign.gguf", Remedy.CHANGE_SETTING, with_adapter(foreign_adapter)
    ),
    "the adapter is a model": Case(whole, AdapterRefused, "does not fit", Remedy.CHANGE_SETTING, with_adapter(whole)),
    "its weights are too large for main memory": Case(
        vast,
        OutOfMemory,
        "There is not enough memory for this model: ",
        Remedy.CHOOSE_MODEL,
        lambda _: LoadSettings(context=CONTEXT, mmap=False),
    ),
    "main memory is too small": Case(
        lambda folder: tiny.llama(folder / "vast.gguf", trained_context=2**18, head=2**14),
        OutOfMemory,
        "There is not enough memory for this model: ",
        Remedy.SMALLER_CONTEXT,
        lambda _: LoadSettings(context=2**18),
    ),
}


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One child for all that fails: nothing of it may harm the child."""
    engine = Engine(tmp_path_factory.mktemp("patient"))
    yield engine
    engine.close()


@pytest.mark.parametrize("name", CASES)
def test_a_load_that_fails_is_explained_and_can_be_mended(patient: Engine, tmp_path: Path, name: str) -> None:
    case = CASES[name]
    path, settings = case.make(tmp_path), case.settings(tmp_path)
    error = patient.ask(lambda number: Load(number, str(path), settings)).error
    assert type(error) is case.error
    said = sentence(error)
    assert case.says in said.text
    assert said.remedy_id == case.remedy
    assert said.remedy_label
    assert "{" not in said.text
    if not settings.adapters and case.error is not OutOfMemory:
        assert type(patient.ask(lambda number: Plan(number, str(path), settings)).error) is case.error


def test_a_model_without_a_template_is_loaded_all_the_same(engine: Engine, tmp_path: Path) -> None:
    model = engine.loaded(whole(tmp_path), context=CONTEXT)
    assert (model.template, model.template_note) == ("plain", "missing")


def test_a_split_model_is_one_model(engine: Engine, tmp_path: Path) -> None:
    one = engine.loaded(whole(tmp_path), context=CONTEXT)
    many = engine.loaded(split(tmp_path)[0], context=CONTEXT)
    assert (many.parameters, many.layers) == (one.parameters, one.layers)


@pytest.mark.skipif(os.name == "nt", reason="names there are always Unicode")
@pytest.mark.parametrize("name", [b"caf\xe9", "모델".encode("cp949"), b"\xff\xfe\xfd"])
def test_a_folder_and_a_file_whose_names_are_not_utf_8(engine: Engine, tmp_path: Path, name: bytes) -> None:
    folder = tmp_path / os.fsdecode(name)
    folder.mkdir()
    path = tiny.llama(folder / f"{os.fsdecode(name)}.gguf")
    asked = engine.ask(
        lambda number: Load(number, str(path), LoadSettings(context=CONTEXT), state_folder=str(folder / "states"))
    )
    assert asked.first(Loaded).model.path == str(path)
    path.write_bytes(b"no model")
    error = engine.ask(lambda number: Load(number, str(path), LoadSettings())).error
    assert isinstance(error, NotAModel)
    assert error.path == str(path)


def test_noise_never_kills_the_child(engine: Engine, tmp_path: Path) -> None:
    """Bytes of a true header, changed here and there; each is explained in a sentence."""
    good = whole(tmp_path).read_bytes()
    dice = random.Random(5)  # noqa: S311 - dice, no secrets
    for _ in range(40):
        content = bytearray(good)
        for _ in range(dice.randrange(1, 4)):
            content[dice.randrange(4, 9000)] = dice.randrange(256)
        asked = engine.load(written(bytes(content))(tmp_path), context=CONTEXT)
        if not asked.has(Loaded):
            assert sentence(asked.error).text
    assert engine.client.is_alive
    assert engine.loaded(tiny.llama(tmp_path / "good.gguf"), context=CONTEXT).layers == tiny.LAYERS
