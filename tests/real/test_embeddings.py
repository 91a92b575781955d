"""Vectors of texts are those that an independent implementation computes from the published weights."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from app.domain.loading import ModelKind
from app.engine.protocol import Embed, Embedded
from tests.real import minilm, minilm_reference, tiny_encoders
from tests.real.driver import Engine
from tests.real.minilm import Encoder

TEXTS = (
    "The river rises in the hills.",
    "A boat takes two hours from the bridge to the harbour, and the ferry one.",
    "What is the capital of Korea?",
    "He didn't say e-mail@example.com, did he?",
    "COVID-19 vaccines: 95.3% effective (2021)!",
    "supercalifragilisticexpialidocious antidisestablishmentarianism",
    "def f(x): return x**2  # square",
    "Café naïve façade — Übergröße, Ångström.",
    "Der Fluss entspringt in den Hügeln und mündet ins Meer.",
    "La rivière prend sa source dans les collines.",
    "El río nace en las colinas y desemboca en el mar.",
    "Sông bắt nguồn từ những ngọn đồi.",
    "강은 언덕에서 시작해 바다로 흘러가요.",
    "오늘 서울의 날씨는 어때요?",
    "河は丘から流れ、海に注ぐ。",
    "河流发源于丘陵。",
    "Река берёт начало в холмах.",
    "Ποταμός στους λόφους.",
    "النهر ينبع من التلال",
    "I love 🍕 and 🚀!",
)


@pytest.mark.parametrize(
    "make",
    [minilm.all_minilm, tiny_encoders.bert, tiny_encoders.roberta],
    ids=["all-MiniLM-L6-v2", "bert", "roberta"],
)
def test_vectors_are_what_the_published_weights_make_of_a_text(
    engine: Engine, tmp_path: Path, make: Callable[[], Encoder]
) -> None:
    encoder = make()
    model = engine.loaded(minilm.convert(tmp_path / "encoder.gguf", encoder))
    assert (model.architecture, model.kind, model.context) == ("bert", ModelKind.EMBEDDING, encoder.context)
    vectors = engine.ask(lambda number: Embed(number, TEXTS)).first(Embedded).vectors
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert np.dot(vector, minilm_reference.embed(encoder, text)) > 0.999, text


def test_near_meanings_are_near(engine: Engine, tmp_path: Path) -> None:
    engine.loaded(minilm.convert(tmp_path / "encoder.gguf", minilm.all_minilm()))
    texts = ("The cat sleeps on the sofa.", "A kitten is napping on the couch.", "Shares fell after the bank's report.")
    cat, kitten, shares = map(np.array, engine.ask(lambda number: Embed(number, texts)).first(Embedded).vectors)
    assert cat @ kitten > 0.5
    assert cat @ shares < 0.2
