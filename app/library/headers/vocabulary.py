"""Finds where a long list of strings ends in a GGUF header without reading it: by looking into it here and there.

Strings stand one after another, each behind its length in eight bytes, so their end is only known once all were walked
through: 10 to 100 ms of Python for a vocabulary, with hundreds of model files on a disk. But a place inside such a list
can be told from one behind it: a chain of plausible lengths leads through it. So the end is fenced in by halves, and
the key that follows is looked for in the last piece.

That is a guess. What is read from there on must fit together (number of keys, tensors, size of the file); where it does
not, the reader walks after all (`gguf.read_header_from`).
"""

import re
import struct

from app.library.headers.cursor import Cursor

SHORTEST_LEAP = 4096  # items; fewer are walked through as fast
_PROBE = 1024  # bytes: a chain fits in, even of long merges
_CHAIN = 5  # lengths in a row, which neither numbers nor weights show by chance
_LONGEST = 1023  # bytes of one string
_STRIDE = 256 * 1024  # bytes
_STEPS = 64  # far more than any vocabulary needs

_LENGTH = re.compile(rb"[^\0][\0-\3]\0{6}(?=[^\0])")
_KEY = re.compile(rb"([\x08-\xff])\0{7}((?:tokenizer|general|quantize|split)\.[\w.-]+)[\0-\x0c]\0{3}")
_length_of = struct.Struct("<Q").unpack_from


def end_of_strings(cursor: Cursor, items: int) -> int | None:
    """Where the next key begins, when the cursor stands before the first of so many strings; None: not found."""
    # Four bytes for each token (its score, its kind) stand behind the tokens, or between the merges and the tokens:
    # steps of that length cannot jump over them into the next list.
    step = min(4 * items, _STRIDE) - _PROBE
    low = cursor.position + 8 * items
    high = low + step
    for _ in range(_STEPS):
        if not _is_inside(cursor.peek(high, _PROBE)):
            break
        low, high = high, high + step
    else:
        return None
    while high - low > cursor.chunk // 2:
        middle = (low + high) // 2
        if _is_inside(cursor.peek(middle, _PROBE)):
            low = middle
        else:
            high = middle
    return _next_key(cursor.peek(low, cursor.chunk), low)


def _is_inside(piece: bytes) -> bool:
    return any(_is_chain(piece, found.start()) for found in _LENGTH.finditer(piece))


def _is_chain(piece: bytes, at: int) -> bool:
    for _ in range(_CHAIN):
        if at + 8 > len(piece):
            return False
        length = _length_of(piece, at)[0]
        if not 0 < length <= _LONGEST:
            return False
        at += 8 + length
    return True


def _next_key(piece: bytes, start: int) -> int | None:
    return next((start + found.start() for found in _KEY.finditer(piece) if len(found[2]) == found[1][0]), None)
