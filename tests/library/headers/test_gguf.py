import os
import struct
import tracemalloc
from collections.abc import Callable
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.loading import ModelKind
from app.domain.model_errors import (
    ModelCutShort,
    ModelDamaged,
    ModelError,
    ModelMissing,
    ModelTooNew,
    ModelTooOld,
    ModelUnreadable,
    NotAModel,
    WrongByteOrder,
)
from app.domain.network_errors import HostUnreachable
from app.library.headers.cursor import Cursor
from app.library.headers.gguf import Header, Skipped, joined, read_header, read_header_from
from app.library.headers.parsing import parse
from tests.library import ggufs
from tests.library.ggufs import CHAT, Tensor, gguf

Write = Callable[[bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: bytes) -> Path:
        path = tmp_path / "model.gguf"
        path.write_bytes(content)
        return path

    return write


def test_a_small_file_says_what_it_is(write: Write) -> None:
    content = gguf(CHAT | {"general.file_type": 15}, [Tensor(), Tensor((32, 3), ggufs.Q8_0, 3 * 34)])
    header = read_header(write(content))
    assert (header.architecture, header.name, header.context_length) == ("llama", "Tiny", 2048)
    assert (header.tensors, header.parameters, header.quantization) == (2, 128 + 96, "Q4_K_M")
    assert header.bytes_by_type == {"F32": 512, "Q8_0": 102}
    assert header.kind is ModelKind.CHAT
    assert header.size_bytes == len(content)


def test_without_a_recipe_the_type_of_most_bytes_names_the_quantization(write: Write) -> None:
    tensors = [Tensor(), Tensor((320, 32), ggufs.Q8_0, 320 * 34)]
    assert read_header(write(gguf(CHAT, tensors))).quantization == "Q8_0"


@pytest.mark.parametrize(
    ("metadata", "kind"),
    [
        ({"general.architecture": "gpt2"}, ModelKind.BASE),
        ({"general.architecture": "bert"}, ModelKind.EMBEDDING),
        (CHAT | {"llama.pooling_type": 3}, ModelKind.EMBEDDING),
        (CHAT | {"llama.pooling_type": 0}, ModelKind.CHAT),
    ],
)
def test_kind(write: Write, metadata: dict[str, object], kind: ModelKind) -> None:
    assert read_header(write(gguf(metadata))).kind is kind


def test_real_models(starter_model: Path, base_model: Path) -> None:
    starter, base = read_header(starter_model), read_header(base_model)
    assert (starter.kind, starter.parameters, starter.quantization) == (ModelKind.CHAT, 134_515_008, "Q4_1")
    assert (base.kind, base.parameters, base.quantization) == (ModelKind.BASE, 268_098_176, "Q4_K_M")
    assert starter.metadata["tokenizer.ggml.tokens"] == Skipped(49152)


def test_short_arrays_are_kept_and_vocabularies_are_counted(write: Write) -> None:
    long = ["word"] * 5000
    metadata = CHAT | {"tags": ["a", "b"], "scores": [0.5] * 5000, "tokens": long, "after": True, "none": []}
    read = read_header(write(gguf(metadata))).metadata
    assert read["tags"] == ("a", "b")
    assert read["none"] == ()
    assert read["scores"] == read["tokens"] == Skipped(5000)
    assert read["after"] is True


def test_a_vocabulary_larger_than_the_buffer_is_walked_through(write: Write) -> None:
    metadata = CHAT | {"tokens": ["word" * (number % 90) for number in range(20_000)], "after": 7}
    read = read_header(write(gguf(metadata))).metadata
    assert (read["tokens"], read["after"]) == (Skipped(20_000), 7)


def test_every_cut_is_noticed(write: Write) -> None:
    whole = gguf()
    expected = 0
    for length in range(len(whole)):
        with pytest.raises(ModelCutShort) as caught:
            read_header(write(whole[:length]))
        expected = caught.value.expected_bytes
        assert caught.value.actual_bytes == length
        assert expected == 0 or length < expected <= len(whole)
    assert expected == len(whole), "with the whole header, it is known how long the file was to be"


WORDS = [f"word{number:o}" * (1 + number % 3) for number in range(30_000)]
VOCABULARY = {
    "tokenizer.ggml.tokens": WORDS,
    "tokenizer.ggml.scores": [0.0] * 30_000,
    "tokenizer.ggml.token_type": [1] * 30_000,
    "tokenizer.ggml.merges": [f"{word[:3]} {word[3:]}" for word in WORDS],
    "tokenizer.ggml.bos_token_id": 1,
    "tokenizer.chat_template": CHAT["tokenizer.chat_template"],
}


class Far:
    """A file that is read by ranges, and who reads how much."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.taken: list[int] = []

    def read(self, offset: int, count: int) -> bytes:
        self.taken.append(count)
        return self.content[offset : offset + count]

    def header(self, size: int = 0) -> Header:
        return read_header_from(self.read, size or len(self.content), "model.gguf")


def _walked(content: bytes, size: int) -> Header:
    return parse(Cursor(Far(content).read, size, "model.gguf", chunk=1 << 20))


def test_a_vocabulary_is_leapt_over() -> None:
    content = gguf(CHAT | VOCABULARY | {"general.file_type": 15})
    far = Far(content)
    header = far.header()
    assert header == _walked(content, len(content))
    assert header.metadata["tokenizer.ggml.merges"] == Skipped(30_000)
    assert header.kind is ModelKind.CHAT
    assert sum(far.taken) < len(content) / 3
    assert len(far.taken) < 30


@pytest.mark.parametrize(
    "metadata",
    [
        {"tokens": WORDS},  # nothing behind it
        {"tokens": WORDS, "of_ours": 7},  # a key that nobody looks for
        {"tokens": [""] * 30_000, "tokenizer.ggml.model": "gpt2"},
        {"tokens": ["\0"] * 30_000, "tokenizer.ggml.model": "gpt2"},
        {"tokens": [*WORDS, "tokenizer.ggml.model", *WORDS], "tokenizer.ggml.model": "gpt2"},
        {"tokens": WORDS, "more": WORDS, "tokenizer.ggml.model": "gpt2"},  # no numbers between them
        {"tokens": ["long" * 500] * 5000, "tokenizer.ggml.model": "gpt2"},
    ],
)
def test_where_leaping_goes_wrong_all_is_read(metadata: dict[str, object]) -> None:
    content = gguf(CHAT | metadata)
    assert Far(content).header() == _walked(content, len(content))


def test_a_cut_behind_a_vocabulary_is_noticed() -> None:
    content = gguf(CHAT | VOCABULARY)
    for cut in (1, 300, 600, 700, 100_000):
        with pytest.raises(ModelCutShort):
            Far(content[:-cut]).header()


def test_a_host_that_breaks_off_is_not_taken_for_the_end() -> None:
    content = gguf(CHAT | VOCABULARY)

    def broken(offset: int, count: int) -> bytes:
        raise HostUnreachable("models.example")

    with pytest.raises(HostUnreachable):
        read_header_from(broken, len(content), "model.gguf")
    with pytest.raises(ModelCutShort) as caught:
        read_header_from(lambda offset, _: content[offset : offset + 20], len(content), "model.gguf")
    assert caught.value.expected_bytes == 0


def test_an_array_that_is_asked_for_is_read_whole(write: Write) -> None:
    path = write(gguf(CHAT | VOCABULARY))
    read = read_header(path, arrays=("tokenizer.ggml.tokens",)).metadata
    assert read["tokenizer.ggml.tokens"] == tuple(WORDS)
    assert read["tokenizer.ggml.merges"] == Skipped(30_000)


def test_a_header_travels_as_json(write: Write) -> None:
    metadata = CHAT | {"tags": ["a", "b"], "flags": [True, False], "sizes": [1.0, 0.5], "nan": float("nan")}
    header = read_header(write(gguf(metadata | {"tokens": WORDS})))
    assert msgspec.json.decode(msgspec.json.encode(header), type=Header) == header
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(header), type=Header) == header
    assert header.metadata["nan"] == "nan"


def test_parts_are_joined(write: Write) -> None:
    first = read_header(write(gguf(CHAT, [Tensor(name="blk.0.attn"), Tensor(name="output")])))
    second = read_header(write(gguf({"split.no": 1}, [Tensor(name="blk.1.attn"), Tensor((32, 2), ggufs.Q8_0, 68)])))
    both = joined([first, second])
    assert (both.name, both.tensors, both.parameters) == ("Tiny", 4, 3 * 128 + 64)
    assert both.bytes_by_type == {"F32": 3 * 512, "Q8_0": 68}
    assert both.bytes_by_part == {"blk.0": 512, "output": 512, "blk.1": 512, "weights": 68}
    assert both.size_bytes == first.size_bytes + second.size_bytes


def test_padding_may_be_missing_at_the_end(write: Write) -> None:
    whole = gguf(tensors=[Tensor((33,), ggufs.F32, 33 * 4)])
    assert read_header(write(whole[:-28])).parameters == 33


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", ModelCutShort),
        (b"GG", ModelCutShort),
        (b"PK\3\4 a zip file", NotAModel),
        (b"<html>404</html>", NotAModel),
        (b"\0" * 1000, NotAModel),
        (gguf(version=1), ModelTooOld),
        (gguf(version=0), ModelTooOld),
        (gguf(version=4), ModelTooNew),
        (b"GGUF" + struct.pack(">IQQ", 3, 1, 1) + bytes(100), WrongByteOrder),
        (b"GGUF" + struct.pack("<IQQ", 3, 2**63, 0) + bytes(100), ModelDamaged),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 2**63) + bytes(100), ModelDamaged),
        (b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 2**60) + bytes(100), ModelDamaged),
        (gguf({**CHAT, "general.alignment": 0}), ModelDamaged),
        (gguf({**CHAT, "general.alignment": 33}), ModelDamaged),
        (gguf({**CHAT, "general.alignment": "32"}), ModelDamaged),
        (gguf(tensors=[Tensor((2**40, 2**20))]), ModelCutShort),
        (gguf(tensors=[Tensor((2**62, 2**62))]), ModelDamaged),
        (gguf(tensors=[Tensor((2**60, 2**60), kind=200)]), ModelDamaged),
        (gguf(tensors=[Tensor((31, 2), ggufs.Q8_0)]), ModelDamaged),
        (gguf(tensors=[Tensor(())]), ModelDamaged),
        (gguf(tensors=[Tensor((1, 1, 1, 1, 1))]), ModelDamaged),
    ],
)
def test_what_is_no_whole_model_is_refused(write: Write, content: bytes, error: type[ModelError]) -> None:
    with pytest.raises(ModelError) as caught:
        read_header(write(content))
    assert type(caught.value) is error


def test_a_key_that_comes_twice_contradicts_itself(write: Write) -> None:
    pair = ggufs.text("general.name") + ggufs.value("Tiny")
    content = b"GGUF" + struct.pack("<IQQ", 3, 0, 2) + pair + pair
    with pytest.raises(ModelDamaged):
        read_header(write(content))


@pytest.mark.parametrize("kind", [8, 9, 4, 99])
def test_an_array_of_a_number_that_cannot_be_takes_neither_time_nor_memory(write: Write, kind: int) -> None:
    array = ggufs.text("tokens") + struct.pack("<IIQ", 9, kind, 2**60)
    path = write(b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + array + bytes(10_000))
    tracemalloc.start()
    with pytest.raises(ModelError):
        read_header(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000


@pytest.mark.parametrize("kind", [ggufs.UINT32, ggufs.STRING])
def test_a_huge_file_of_nothing_is_given_up_early(tmp_path: Path, kind: int) -> None:
    """Sparse: ten gigabytes that read as zeros, with an array that claims most of them."""
    path = tmp_path / "sparse.gguf"
    with path.open("wb") as file:
        file.write(b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + ggufs.text("tokens") + struct.pack("<IIQ", 9, kind, 2**30))
        file.truncate(10 * 1024**3)
    with pytest.raises(ModelDamaged):
        read_header(path)


def test_a_type_of_a_newer_ggml_is_left_to_the_engine(write: Write) -> None:
    assert read_header(write(gguf(tensors=[Tensor(kind=200)]))).parameters == 128


def test_places_where_no_model_is(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        read_header(tmp_path / "nothing.gguf")
    with pytest.raises(ModelMissing):
        read_header(Path("nul\0byte.gguf"))
    with pytest.raises(NotAModel):
        read_header(tmp_path)
    with pytest.raises(ModelUnreadable):
        read_header(tmp_path / ("long" * 1000))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only where pipes have names")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.gguf")
    with pytest.raises(NotAModel):
        read_header(tmp_path / "pipe.gguf")


def _read(content: bytes, folder: Path) -> Header | None:
    path = folder / "model.gguf"
    path.write_bytes(content)
    try:
        return read_header(path)
    except ModelError:
        return None


@given(content=st.binary(max_size=4096))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.getbasetemp()
    _read(content, folder)
    _read(b"GGUF\3\0\0\0" + content, folder)


@given(st.data())
def test_any_damage_to_a_whole_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(gguf(CHAT | {"tags": ["a", "b"], "scores": [0.5] * 2000}))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        damage = data.draw(st.binary(min_size=1, max_size=8))
        content[at : at + len(damage)] = damage
    _read(bytes(content), tmp_path_factory.getbasetemp())


@pytest.mark.parametrize("model", ["starter_model", "base_model"])
def test_a_real_header_is_leapt_through(request: pytest.FixtureRequest, model: str) -> None:
    content, size = _head(request.getfixturevalue(model))
    far = Far(content)
    assert far.header(size) == _walked(content, size)
    assert sum(far.taken) < 500_000


@settings(max_examples=60)
@given(data=st.data())
@pytest.mark.parametrize("model", ["starter_model", "base_model"])
def test_any_damage_to_a_real_header_is_read_or_refused(
    request: pytest.FixtureRequest, model: str, data: st.DataObject
) -> None:
    head, size = _head(request.getfixturevalue(model))
    content = bytearray(head)
    beginning_or_end = st.integers(0, 3000) | st.integers(len(content) - 20_000, len(content) - 1)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(beginning_or_end | st.integers(0, len(content) - 1))
        damage = data.draw(st.binary(min_size=1, max_size=8))
        content[at : at + len(damage)] = damage
    try:
        Far(bytes(content)).header(size)
    except ModelError:
        with pytest.raises(ModelError):
            _walked(bytes(content), size)


@cache
def _head(path: Path) -> tuple[bytes, int]:
    """The file without its weights, and the size of the whole."""
    size = path.stat().st_size
    weights = sum(read_header(path).bytes_by_type.values())
    with path.open("rb") as file:
        return file.read(size - weights), size


_values = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.integers(0, 2**32 - 1),
    st.booleans(),
    st.lists(st.integers(0, 2**32 - 1), max_size=20),
)


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), min_size=1, max_size=20), _values, max_size=10))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, metadata: dict[str, object]) -> None:
    metadata.pop("general.alignment", None)
    header = _read(gguf(metadata), tmp_path_factory.getbasetemp())
    assert header is not None
    assert header.metadata == {key: tuple(item) if isinstance(item, list) else item for key, item in metadata.items()}
