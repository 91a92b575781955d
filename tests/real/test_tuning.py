"""Measuring threads on the loaded model."""

from pathlib import Path

from app.domain.engine_errors import EngineFault, Stopped
from app.domain.loading import Rate, ThreadRates
from app.engine.protocol import Embed, Embedded, Token, Tune, Tuned, Tuning
from app.engine.worker.crowd import processors
from tests.real import tiny
from tests.real.driver import Engine
from tests.real.test_generation import LONG, RIVER


def tuned(engine: Engine, seconds: float) -> ThreadRates:
    return engine.ask(lambda number: Tune(number, seconds)).first(Tuned).rates


def check(rates: tuple[Rate, ...]) -> None:
    assert rates
    assert all(rate.tokens_per_s > 0 and rate.spread >= 0 for rate in rates)


def test_threads_and_batches_are_measured(engine: Engine, starter_model: Path) -> None:
    engine.loaded(starter_model, context=1024)
    before = engine.text(RIVER).text()
    asked = engine.ask(lambda number: Tune(number, 3.0))
    rates = asked.first(Tuned).rates
    for group in (rates.generation, rates.prompt, rates.batches):
        check(group)
    assert {rate.threads for rate in rates.generation} <= set(range(1, processors()[1] + 1))
    assert rates.threads in {rate.threads for rate in rates.generation}
    assert rates.prompt_threads in {rate.threads for rate in rates.prompt}
    assert 1 <= rates.batch <= 512
    assert rates.busy >= 0
    fractions = [message.fraction for message in asked.came if isinstance(message, Tuning)]
    assert fractions == sorted(fractions)
    assert fractions[-1] <= 1
    assert engine.text(RIVER).text() == before


def test_it_ends_when_it_is_not_wanted_any_more(engine: Engine, starter_model: Path) -> None:
    engine.loaded(starter_model)
    asked = engine.begin(lambda number: Tune(number, 600.0))
    engine.wait(asked, until=lambda: asked.has(Tuning))
    engine.client.cancel(asked.number)
    assert isinstance(engine.wait(asked).error, Stopped)
    assert engine.text(RIVER).text()


def test_answers_that_grow_come_first(engine: Engine, starter_model: Path) -> None:
    engine.loaded(starter_model, context=1024)
    answer = engine.begin_text(LONG, max_tokens=40)
    engine.wait(answer, until=lambda: answer.has(Token))
    tune = engine.begin(lambda number: Tune(number, 1.0))
    engine.wait(tune)
    assert answer.is_closed
    assert answer.finished.samples[0].completion_tokens == 40


def test_an_encoder_has_only_a_prompt(engine: Engine, tmp_path: Path) -> None:
    engine.loaded(tiny.bert(tmp_path / "bert.gguf"))
    rates = tuned(engine, 1.0)
    assert rates.generation == ()
    assert rates.threads == rates.prompt_threads
    check(rates.prompt)
    assert engine.ask(lambda number: Embed(number, ("the river",))).first(Embedded).vectors


def test_a_model_with_a_running_state_is_measured_too(engine: Engine, tmp_path: Path) -> None:
    engine.loaded(tiny.mamba(tmp_path / "mamba.gguf"))
    check(tuned(engine, 1.0).generation)


def test_a_context_of_a_few_tokens_is_room_enough(engine: Engine, tmp_path: Path) -> None:
    engine.loaded(tiny.llama(tmp_path / "llama.gguf"), context=16, sequences=1, batch=8)
    assert tuned(engine, 1.0).batch <= 8


def test_without_a_model_there_is_nothing_to_measure(engine: Engine) -> None:
    assert isinstance(engine.ask(Tune).error, EngineFault)


def test_embedding_can_be_stopped(engine: Engine, tmp_path: Path) -> None:
    engine.loaded(tiny.bert(tmp_path / "bert.gguf"))
    asked = engine.begin(lambda number: Embed(number, ("the river rises in hills and sea " * 8,) * 5000))
    engine.client.cancel(asked.number)
    engine.wait(asked)
    assert asked.has(Embedded) or isinstance(asked.error, Stopped)
    assert engine.ask(lambda number: Embed(number, ("the river",))).first(Embedded).vectors
