from dataclasses import replace

import pytest

from app.domain.loading import LoadedModel, ModelKind
from app.words.templates import template_words

MODEL = LoadedModel("/a.gguf", "A", "llama", ModelKind.CHAT, 1, 1, 512, 512)


@pytest.mark.parametrize(
    ("kind", "note", "is_said"),
    [
        (ModelKind.CHAT, "", False),
        (ModelKind.CHAT, "broken", True),
        (ModelKind.CHAT, "slow", True),
        (ModelKind.BASE, "missing", True),
        (ModelKind.BASE, "", False),  # the person chose one
        (ModelKind.EMBEDDING, "missing", False),
    ],
)
def test_what_has_to_be_said_of_a_template(*, kind: ModelKind, note: str, is_said: bool) -> None:
    assert bool(template_words(replace(MODEL, kind=kind, template_note=note))) is is_said
