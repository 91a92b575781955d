"""The words room covers the whole domain: no error reaches a person without its own sentence."""

from dataclasses import fields
from typing import get_args, get_type_hints

import pytest

from app.domain.errors import MaruError
from app.domain.fault import error_classes
from app.words.failures import sentence

LEAVES = [cls for cls in error_classes() if not cls.__subclasses__()]


@pytest.mark.parametrize("error", LEAVES, ids=lambda cls: cls.__name__)
def test_every_error_has_a_sentence_of_its_own(error: type[MaruError]) -> None:
    said = sentence(_example(error)).text
    assert "{" not in said, f"a fact is not filled in: {said}"
    assert error.__name__ not in said
    assert said not in {sentence(_example(other)).text for other in LEAVES if other is not error}


def _example(error: type[MaruError]) -> MaruError:
    hints = get_type_hints(error)
    return error(**{fact.name: _some(hints[fact.name]) for fact in fields(error)})


def _some(kind: object) -> object:
    kinds = (kind, *get_args(kind))  # str, or the members of str | None
    return next(value for value in ("some text", True, 3, 1.5) if type(value) in kinds)
