"""Memories of other kinds: sliding windows, running states that cannot be cut, encoders without any."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.engine_errors import NotForChat, NotForEmbedding, PromptTooLong
from app.domain.generation import StopReason
from app.domain.loading import ModelKind
from app.engine.protocol import Embed, Embedded, Evaluated, Token
from tests.real import tiny
from tests.real.conftest import Distance
from tests.real.driver import Engine
from tests.real.test_generation import RIVER, ROUNDING

MakeEngine = Callable[[], Engine]


def test_sliding_windows_are_reused_only_where_they_reach(engine: Engine, base_model: Path, distance: Distance) -> None:
    """Gemma-3 sees 512 tokens back; the prompts are longer, and the second one goes back far behind the first's end."""
    engine.loaded(base_model, sequences=1, context=2048)
    long = "Chapter one. " + RIVER * 30
    first = engine.text(long + "The mill")
    turn = long + "The mill" + first.text() + " Every spring"
    second = engine.text(turn)
    assert second.finished.usage.reused_tokens > 0.9 * second.finished.usage.prompt_tokens
    back = "Chapter one. " + RIVER * 12 + "The ferry"
    third = engine.text(back)
    texts = ((long + "The mill", first.text()), (turn, second.text()), (back, third.text()))
    assert distance(base_model, *texts) < ROUNDING


def test_samples_fork_inside_a_window(engine: Engine, base_model: Path, distance: Distance) -> None:
    engine.loaded(base_model)
    prompt = RIVER * 30 + "The mill"
    asked = engine.text(prompt, samples=3)
    assert distance(base_model, *((prompt, asked.text(sample)) for sample in range(3))) < ROUNDING


def test_a_window_is_resumed_from_disk(
    make_engine: MakeEngine, base_model: Path, tmp_path: Path, distance: Distance
) -> None:
    prompt = RIVER * 40 + "The mill"
    first = make_engine()
    first.loaded(base_model, states=tmp_path / "states")
    said = first.text(prompt, chat="chat").text()
    first.close()
    second = make_engine()
    second.loaded(base_model, states=tmp_path / "states")
    more = prompt + said + " Every spring"
    asked = second.text(more)
    assert asked.finished.usage.reused_tokens > 0.9 * asked.finished.usage.prompt_tokens
    assert distance(base_model, (more, asked.text())) < ROUNDING


@pytest.fixture
def mamba(engine: Engine, tmp_path: Path) -> tuple[Engine, Path]:
    path = tiny.mamba(tmp_path / "mamba.gguf")
    engine.loaded(path, context=2048)
    return engine, path


def test_a_running_state_is_continued_kept_and_forked(mamba: tuple[Engine, Path], distance: Distance) -> None:
    engine, path = mamba
    prompt = "the river rises in the hills and the sea " * 5
    first = engine.text(prompt)
    again = engine.text(prompt)
    assert again.text() == first.text()
    assert again.finished.usage.reused_tokens == again.finished.usage.prompt_tokens - 1
    other = engine.text(prompt[:-20] + "the sea")  # a cut: evaluated from nothing
    assert other.finished.usage.reused_tokens == 0
    forked = engine.text("a fork: " + prompt, samples=3)
    texts = [(prompt, first.text()), (prompt[:-20] + "the sea", other.text())]
    texts += [("a fork: " + prompt, forked.text(sample)) for sample in range(3)]
    assert distance(path, *texts) < ROUNDING


def test_a_running_state_survives_the_cancel_of_another(mamba: tuple[Engine, Path], distance: Distance) -> None:
    engine, path = mamba
    prompt = "the river rises in the hills and the sea " * 5
    stays = engine.begin_text(prompt, max_tokens=150)
    engine.wait(stays, until=lambda: stays.has(Token))
    goes = engine.begin_text("in the sea " * 150)
    engine.wait(goes, until=lambda: goes.has(Evaluated))
    engine.client.cancel(goes.number)
    assert engine.wait(goes).finished.samples[0].stop_reason is StopReason.CANCELLED
    assert distance(path, (prompt, engine.wait(stays).text())) < ROUNDING


def test_a_running_state_is_resumed_from_disk(make_engine: MakeEngine, tmp_path: Path, distance: Distance) -> None:
    path = tiny.mamba(tmp_path / "mamba.gguf")
    prompt = "the river rises in the hills and the sea " * 10
    texts: list[tuple[str, str]] = []
    for reused in (False, True):
        engine = make_engine()
        engine.loaded(path, states=tmp_path / "states", context=2048)
        asked = engine.text(prompt + "".join(text for _, text in texts), chat="chat")
        texts.append((prompt + "".join(text for _, text in texts), asked.text()))
        assert (asked.finished.usage.reused_tokens > 0) == reused
        engine.close()
    assert distance(path, *texts) < ROUNDING


def test_an_encoder_embeds(engine: Engine, tmp_path: Path) -> None:
    model = engine.loaded(tiny.bert(tmp_path / "bert.gguf"))
    assert (model.kind, model.embedding_length) == (ModelKind.EMBEDDING, tiny.WIDTH)
    texts = tuple(f"the river rises in the {word}" for word in ("hills", "sea", "river")) * 20
    vectors = engine.ask(lambda number: Embed(number, texts)).first(Embedded).vectors
    assert len(vectors) == 60
    for vector in vectors:
        assert len(vector) == tiny.WIDTH
        assert math.sqrt(sum(value * value for value in vector)) == pytest.approx(1)
    # The same text has the same vector, whichever texts went through the model beside it.
    alone = engine.ask(lambda number: Embed(number, texts[:1])).first(Embedded).vectors[0]
    assert vectors[0] == pytest.approx(alone, abs=2e-3)
    assert vectors[57] == pytest.approx(alone, abs=2e-3)
    assert max(abs(a - b) for a, b in zip(vectors[0], vectors[1], strict=True)) > 0.01
    assert engine.ask(lambda number: Embed(number, ())).first(Embedded).vectors == ()
    too_long = engine.ask(lambda number: Embed(number, ("river " * 500,))).error
    assert isinstance(too_long, PromptTooLong)
    assert isinstance(engine.text("the river").error, NotForChat)


def test_a_chat_model_does_not_embed(starter: Engine) -> None:
    assert isinstance(starter.ask(lambda number: Embed(number, ("the river",))).error, NotForEmbedding)
