"""Completion mode and comparisons with real weights: a base model goes on, two models answer the same."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from app.chat.comparing import Column, Comparison, Others, Question, Stage
from app.chat.model import Ready
from app.chat.weighing import weigh
from app.domain.errors import MaruError
from app.domain.generation import ScoredToken
from app.domain.loading import LoadSettings
from app.domain.preset import Preset
from app.domain.preset_errors import NoInfill
from app.domain.writing import Terms
from app.paths import inside
from app.storage.writing import read_writing
from app.wiring import App, build
from tests.owner import Owner

SETTINGS = LoadSettings(context=512, threads=2)


@pytest.fixture
def app(data_dir: Path, owner: Owner) -> Iterator[App]:
    built = build(inside(data_dir), owner.post)
    yield built
    built.close()


def test_a_base_model_goes_on_and_goes_another_way(app: App, owner: Owner, base_model: Path) -> None:
    app.model.choose(str(base_model), SETTINGS)
    completing = app.completing
    scored: list[tuple[ScoredToken, ...]] = []
    failures: list[MaruError] = []
    completing.scored.connect(lambda _start, tokens: scored.append(tokens))
    completing.failed.connect(failures.append)
    completing.set_terms(Terms(max_tokens=8, temperature=0))
    completing.edit("The capital of France is")
    completing.write_on()
    owner.until(lambda: not completing.is_writing)
    first = completing.writing.text
    assert first.startswith("The capital of France is ")
    assert completing.writing.shown
    assert completing.writing.shown.author
    start = len("The capital of France is")
    completing.score(start, len(first))
    owner.until(lambda: scored)
    tokens = scored[0]
    assert "".join(token.text for token in tokens) == first[start:]
    assert all(token.alternatives[0].id == token.id for token in tokens)  # it always took the likeliest
    other = tokens[0].alternatives[1]
    completing.choose(start, tokens, 0, other)
    owner.until(lambda: not completing.is_writing)
    assert completing.writing.text.startswith("The capital of France is" + other.text)
    assert completing.writing.siblings == (1, 2)
    completing.fill(4, 4)
    assert isinstance(failures[0], NoInfill)
    completing.settle()
    assert read_writing(app.paths.completion) == (completing.writing, ())


def test_two_presets_and_another_model_answer_the_same(
    app: App, owner: Owner, starter_model: Path, base_model: Path
) -> None:
    app.model.choose(str(starter_model), SETTINGS)
    brief = Preset("Brief", max_tokens=6, sampling={"temperature": 0.0})
    polite = Preset("Polite", system="You are very polite.", max_tokens=6, sampling={"temperature": 0.0})
    columns = [
        Column(str(starter_model), brief),
        Column(str(base_model), brief),
        Column(str(starter_model), polite),
        Column(str(starter_model), brief),
    ]
    others = Others(app.another_model, lambda _: SETTINGS, partial(weigh, hardware=app.hardware, fit=app.fit))
    comparison = Comparison(columns, Question("What is bread?", seed=7), app.model, others)
    comparison.begin()
    owner.until(lambda: comparison.is_over)
    assert [state.stage for state in comparison.states] == [Stage.DONE] * 4, comparison.states
    texts = [comparison.answer(index)[0].text for index in range(4)]
    assert all(texts)
    assert texts[0] == texts[3]  # the same seed, in one batch
    assert comparison.states[1].fit
    assert isinstance(app.model.state, Ready)
    assert app.model.path == str(starter_model)
    comparison.leave()
