"""The forms that presets force, with the engine and a real model: it reads every grammar, and the answers obey."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.generation import StopReason
from app.domain.preset import OutputKind
from app.domain.structured.output import limits_of, validated
from app.engine.protocol import Generate
from tests.presets.library import preset, presets, task
from tests.real.driver import Engine

FORMED = [one for one in presets() if preset(*one).output.kind is not OutputKind.FREE]
ENOUGH = 80  # tokens; a small model's table may go on for a minute


@pytest.fixture(scope="module")
def engine(starter_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = Engine(tmp_path_factory.mktemp("presets"))
    engine.loaded(starter_model)
    yield engine
    engine.close()


@pytest.mark.parametrize(("language", "stem"), FORMED)
def test_an_answer_has_the_form_that_its_preset_forces(engine: Engine, language: str, stem: str) -> None:
    one, asked = preset(language, stem), task(language, stem)
    limits = replace(limits_of(one.output, asked.limits), max_tokens=ENOUGH)
    answer = engine.ask(lambda number: Generate(number, asked.prompt, asked.sampling, limits))
    assert answer.text()
    if answer.finished.samples[0].stop_reason is StopReason.END:
        assert not validated(answer.text(), one.output).problems
    elif one.output.kind is OutputKind.GBNF:
        header, line, *_ = answer.text().splitlines()
        assert line == "|" + " --- |" * (header.count("|") - 1)


def test_each_form_is_in_the_library() -> None:
    assert {preset(*one).output.kind for one in FORMED} == set(OutputKind) - {OutputKind.FREE}
