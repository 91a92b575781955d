"""Reads what a GGUF file says of itself, here or far away, without its weights and without trusting a number in it."""

import stat
from collections.abc import Collection
from pathlib import Path

from app.domain.model_errors import ModelError, ModelMissing, ModelUnreadable, NotAModel
from app.library.headers.cursor import Cursor, Read
from app.library.headers.header import Header, Scalar, Skipped, Value, joined
from app.library.headers.parsing import MAGIC, parse

__all__ = ["MAGIC", "Header", "Read", "Scalar", "Skipped", "Value", "joined", "read_header", "read_header_from"]

_NEAR = 16 * 1024  # bytes read at once from a disk, when most of a header is leapt over
_FAR = 64 * 1024  # and from a host, where each reading takes a round trip
_WALK = 1024 * 1024  # and when all of it is read


def read_header(path: Path, *, arrays: Collection[str] = ()) -> Header:
    """Raises ModelError for whatever is no whole GGUF file of a version that we know.

    Arrays of more than 1,024 items are counted, not kept, but for those whose keys are in `arrays`.
    """
    name = str(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for ever
            raise NotAModel(name)
        with path.open("rb", buffering=0) as file:

            def read(offset: int, count: int) -> bytes:
                file.seek(offset)
                return file.read(count)

            return _header(read, status.st_size, name, arrays=arrays, chunk=_NEAR)
    except FileNotFoundError:
        raise ModelMissing(name) from None
    except ValueError:  # a NUL byte in the path: no such file can be
        raise ModelMissing(name) from None
    except OSError as error:
        raise ModelUnreadable(name, error.strerror or "") from None


def read_header_from(read: Read, size_bytes: int, name: str) -> Header:
    """Of a file that is read by ranges, such as one on the Hub: some hundred kB in some twenty readings, mostly.

    name is what errors call it. Raises ModelError, and whatever `read` raises.
    """
    return _header(read, size_bytes, name, arrays=(), chunk=_FAR)


def _header(read: Read, size: int, name: str, *, arrays: Collection[str], chunk: int) -> Header:
    """Vocabularies are leapt over; when what follows does not fit together, or is refused, all is read after all."""
    quick = Cursor(read, size, name, chunk=_WALK if arrays else chunk)
    try:
        return parse(quick, may_leap=not arrays, arrays=arrays)
    except ModelError:
        if not quick.has_leapt:
            raise
    return parse(Cursor(read, size, name, chunk=_WALK), arrays=arrays)
