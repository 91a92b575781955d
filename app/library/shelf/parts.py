"""The files of a split model: `name-00001-of-00003.gguf` and so on, as llama.cpp's gguf-split names them."""

import re
from pathlib import Path

from app.library.shelf.looking import is_file

_PART = re.compile(r"-(\d{5})-of-(00\d{3})$")  # models have some tens; a larger number is part of a name


def all_parts(path: Path) -> tuple[Path, ...]:
    """Of the model that this file is a part of, whether they are there or not; the file itself when it is whole."""
    part = _PART.search(path.stem)
    if part is None or not 1 <= int(part[1]) <= int(part[2]):
        return (path,)
    return tuple(named_part(path, number + 1, int(part[2])) for number in range(int(part[2])))


def is_later_part(path: Path) -> bool:
    """A part that is listed with the first one, which lies beside it."""
    first = all_parts(path)[0]
    return first != path and is_file(first)


def without_number(stem: str) -> str:
    return _PART.sub("", stem)


def named_part(path: Path, number: int, count: int) -> Path:
    """What a part of the model in this file is to be called."""
    return path.with_name(f"{without_number(path.stem)}-{number:05}-of-{count:05}{path.suffix}")
