import os
import re
import types
from collections.abc import Mapping
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.fault import to_fault
from app.domain.loading import BOUNDS, Adapter, LoadSettings
from app.domain.message import Role, clean
from app.domain.model_errors import ModelMissing
from app.domain.sampling import Sampling, ranges
from app.engine import protocol
from app.engine.protocol import (
    VERSION,
    Cancel,
    Closing,
    Failed,
    FromEngine,
    Hello,
    Load,
    ToEngine,
    Token,
    decode_from_engine,
    decode_to_engine,
    encode,
)

PLAIN: dict[object, st.SearchStrategy[Any]] = {
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(allow_nan=False, allow_infinity=False),
    str: st.text(),
    bool: st.booleans(),
    type(None): st.none(),
    object: st.none(),
}
TO_ENGINE, FROM_ENGINE = get_args(ToEngine), get_args(FromEngine)


def values(kind: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - any type that travels
    """Every value of a type that travels, with every field drawn."""
    inner = get_args(kind)
    if kind in PLAIN:
        found = PLAIN[kind]
    elif kind is Sampling:
        found = st.builds(Sampling, **_bounded(Sampling, {name: (low, high) for name, low, high, _ in ranges()}))
    elif kind is LoadSettings:
        found = st.builds(LoadSettings, **_bounded(LoadSettings, BOUNDS))
    elif get_origin(kind) in (Union, types.UnionType):
        found = st.one_of(*map(values, inner))
    elif get_origin(kind) in (dict, Mapping):
        found = st.dictionaries(values(inner[0]), values(inner[1]), max_size=3)
    elif inner:
        found = st.lists(values(inner[0]), max_size=3).map(tuple)
    elif issubclass(kind, Enum):
        found = st.sampled_from(kind)
    else:
        found = st.builds(kind, **{name: values(hint) for name, hint in get_type_hints(kind).items()})
    return found


def _bounded(kind: type, bounds: Mapping[str, tuple[float, float]]) -> dict[str, st.SearchStrategy[Any]]:
    return {
        name: values(hint)
        if name not in bounds
        else st.integers(*map(int, bounds[name]))
        if hint is int
        else st.floats(*bounds[name])
        for name, hint in get_type_hints(kind).items()
    }


@pytest.mark.parametrize("kind", TO_ENGINE, ids=lambda kind: kind.__name__)
@settings(max_examples=30)  # each draws many fields
@given(data=st.data())
def test_what_the_app_says_arrives_as_it_was(kind: type, data: st.DataObject) -> None:
    message = data.draw(values(kind))
    line = encode(message)
    assert decode_to_engine(line) == message
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1


@pytest.mark.parametrize("kind", FROM_ENGINE, ids=lambda kind: kind.__name__)
@settings(max_examples=30)  # each draws many fields
@given(data=st.data())
def test_what_the_engine_says_arrives_as_it_was(kind: type, data: st.DataObject) -> None:
    message = data.draw(values(kind))
    line = encode(message)
    assert decode_from_engine(line) == message
    assert line.count(b"\n") == 1


@given(st.binary())
def test_random_bytes_are_no_message(line: bytes) -> None:
    for decode in (decode_from_engine, decode_to_engine):
        with pytest.raises(msgspec.DecodeError):
            decode(line)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.sampled_from([kind.__name__ for kind in (*TO_ENGINE, *FROM_ENGINE)]), st.dictionaries(st.text(), JSON))
def test_neither_is_other_json(kind: str, content: dict[str, object]) -> None:
    """A message, or refused: never another exception."""
    for decode in (decode_from_engine, decode_to_engine):
        try:
            decode(msgspec.json.encode({**content, "kind": kind}))
        except msgspec.DecodeError:
            continue


@given(values(Token), st.integers(0, 200))
def test_a_line_that_is_cut_short_is_no_message(token: Token, length: int) -> None:
    line = encode(token).rstrip(b"\n")
    with pytest.raises(msgspec.DecodeError):
        decode_from_engine(line[: min(length, len(line) - 1)])


def test_a_newer_peer_of_the_same_version_may_say_more() -> None:
    assert decode_from_engine(b'{"kind":"Token","request":1,"sample":0,"text":"a","mood":"good"}') == Token(1, 0, "a")
    assert decode_to_engine(b'{"kind":"Load","request":1,"path":"p","settings":{}}') == Load(1, "p", LoadSettings())


def test_a_sampling_out_of_range_is_refused_on_the_wire_too() -> None:
    line = b'{"kind":"Generate","request":1,"prompt":{"type":"raw","text":""},"sampling":{"temperature":99}}'
    with pytest.raises(msgspec.DecodeError):
        decode_to_engine(line)


@pytest.mark.parametrize(
    "text", ["", "\0", "\u202eאבג", "e\u0301", "👩\u200d👧", "\u2028", "안녕\n하세요\r\n", clean("\ud800")]
)
def test_every_text_that_people_write_travels(text: str) -> None:
    assert decode_from_engine(encode(Token(1, 0, text))) == Token(1, 0, text)


@pytest.mark.parametrize("name", [b"\xff\xfe.gguf", "모델".encode("cp949"), b"caf\xe9/\xed\xa0\x80.gguf"])
def test_a_file_name_that_is_not_utf_8_arrives_as_it_was(name: bytes) -> None:
    path = os.fsdecode(b"/models/" + name)
    load = Load(1, path, LoadSettings(adapters=(Adapter(path, 0.5),)), state_folder=path)
    line = encode(load)
    assert line.isascii()
    assert decode_to_engine(line) == load
    assert os.fsencode(load.path) == b"/models/" + name
    failed = Failed(1, to_fault(ModelMissing(path)))
    assert decode_from_engine(encode(failed)) == failed


def test_half_a_character_is_no_way_to_say_nonsense() -> None:
    for line in (rb'{"kind":"Token","text":"\udc80"}', rb'"\udc80', b"[" * 100_000 + rb'"\udc80"'):
        with pytest.raises(msgspec.DecodeError):
            decode_from_engine(line)


def test_the_wire_looks_as_documented() -> None:
    assert encode(Hello()) == b'{"kind":"Hello","version":%d,"program":"maru"}\n' % VERSION
    assert encode(Cancel(7)) == b'{"kind":"Cancel","request":7}\n'
    assert encode(Token(1, 0, "안")).decode() == '{"kind":"Token","request":1,"sample":0,"text":"안","tokens":1}\n'


def test_every_request_has_a_closing_message_in_the_table() -> None:
    table = protocol.__doc__ or ""
    asked = [kind.__name__ for kind in TO_ENGINE if kind not in (Hello, Cancel)]
    assert [name for name in asked if not re.search(rf"^{name} ", table, re.MULTILINE)] == []
    assert [kind.__name__ for kind in get_args(Closing) if kind.__name__ not in table] == []
    assert all("request" in get_type_hints(kind) for kind in (*TO_ENGINE, *FROM_ENGINE) if kind is not Hello)


def test_roles_are_words_on_the_wire() -> None:
    assert msgspec.json.encode(Role.ASSISTANT) == b'"assistant"'
