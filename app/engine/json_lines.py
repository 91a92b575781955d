"""Messages as lines of JSON, between processes of ours.

Text is UTF-8, but a file name may be something else, since Linux allows any bytes: Python has lone surrogates for
those bytes. msgspec knows none; the slower json of the standard library writes them as it escapes all the rest.
"""

import json
from pathlib import PurePath
from typing import TypeVar

import msgspec

T = TypeVar("T")


def _text(value: object) -> str:
    if isinstance(value, PurePath):
        return str(value)
    raise NotImplementedError(type(value))


_encoder = msgspec.json.Encoder(enc_hook=_text)


def line_of(message: object) -> bytes:
    """With its newline. Paths are written as text."""
    try:
        return _encoder.encode(message) + b"\n"
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(message, enc_hook=_text)).encode() + b"\n"


def read_line(line: bytes, decoder: msgspec.json.Decoder[T]) -> T:
    """Raises msgspec.DecodeError (of which ValidationError is one) for anything that is no such message."""
    try:
        return decoder.decode(line)
    except msgspec.DecodeError:
        if rb"\ud" not in line:
            raise
    try:
        content = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise msgspec.DecodeError(str(error)) from None
    return msgspec.convert(content, decoder.type, dec_hook=decoder.dec_hook)
