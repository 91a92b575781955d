"""Probabilities are the model's own, and judging a text harms no answer and no prefix."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.engine_errors import NotForChat, PromptTooLong, Stopped
from app.domain.generation import ChatPrompt, Prompt, RawPrompt, ScoredToken, StopReason
from app.domain.message import assistant, user
from app.engine.protocol import Evaluated, Render, Rendered, Save, Score, Scored, Token
from tests.real import tiny, tiny_families
from tests.real.conftest import Distance, Truth
from tests.real.driver import GREEDY, Asked, Engine, question
from tests.real.test_generation import RIVER, ROUNDING
from tests.real.tiny_families import PHI3

LETTERS = "the river rises in the hills and the sea " * 5
NEAR = 0.2  # of a probability, by the rounding of activations to 8 bits in batches of another size
EXACT = 0.02  # where only keys and values are rounded


def begin(engine: Engine, prompt: str | Prompt, text: str, *, alternatives: int = 5, special: bool = False) -> Asked:
    asked = RawPrompt(prompt) if isinstance(prompt, str) else prompt
    return engine.begin(lambda number: Score(number, asked, text, alternatives, special=special))


def score(engine: Engine, prompt: str | Prompt, text: str, *, alternatives: int = 5, special: bool = False) -> Scored:
    asked = begin(engine, prompt, text, alternatives=alternatives, special=special)
    return engine.wait(asked).first(Scored)


def joined(tokens: tuple[ScoredToken, ...]) -> str:
    return "".join(token.text for token in tokens)


def check(scored: Scored, truth: dict[str, Any], *, near: float) -> None:
    chances = [token.probability for token in scored.tokens]
    assert chances == pytest.approx(truth["chances"], abs=near)
    for token, best in zip(scored.tokens, truth["best"], strict=True):
        told = {choice.id: choice.probability for choice in token.alternatives}
        assert len(told) == len(best)
        assert list(told.values()) == sorted(told.values(), reverse=True)
        assert sum(told.values()) <= 1 + 1e-6
        assert told.get(token.id, token.probability) == token.probability
        for one, chance in best:  # the last may have changed places with one that is nearly as likely
            assert told.get(one, min(told.values())) == pytest.approx(chance, abs=near)


def test_probabilities_are_llama_cpps_own(starter: Engine, starter_model: Path, truth: Truth) -> None:
    text = " from the hills. Every spring the ferry is repaired, and 2 + 2 = 5; 강은 바다로 흘러요."
    scored = score(starter, RIVER + "The water comes", text)
    assert joined(scored.tokens) == text
    check(scored, truth(starter_model, (RIVER + "The water comes", text))[0], near=NEAR)
    assert min(token.probability for token in scored.tokens) < 0.01
    assert max(token.probability for token in scored.tokens) > 0.9


def test_they_are_exact_over_many_batches(engine: Engine, tmp_path: Path, truth: Truth) -> None:
    path = tiny.llama(tmp_path / "tiny.gguf", trained_context=2048)
    engine.loaded(path, context=1024, batch=64)
    text = LETTERS * 3
    asked = engine.wait(begin(engine, LETTERS, text))
    scored = asked.first(Scored)
    assert len(scored.tokens) == len(text)
    check(scored, truth(path, (LETTERS, text))[0], near=EXACT)
    told = [message for message in asked.came if isinstance(message, Evaluated)]
    done = [message.done for message in told]
    assert len(set(done)) == len(done) > 3
    assert done == sorted(done)
    assert {message.total for message in told} == {scored.report.prompt_tokens + len(text)}


def test_the_largest_vocabulary(engine: Engine, base_model: Path, truth: Truth) -> None:
    engine.loaded(base_model)
    prompt, text = "Monday, Tuesday, Wednesday,", " Thursday, Friday, Saturday, Sunday. " + RIVER * 3
    scored = score(engine, prompt, text, alternatives=5)
    check(scored, truth(base_model, (prompt, text))[0], near=NEAR)
    assert scored.tokens[0].alternatives[0].text == " Thursday"


def test_greedy_text_is_the_first_choice_at_every_place(starter: Engine) -> None:
    prompt = ChatPrompt((user("Name three rivers of Europe."),))
    text = starter.text(prompt, max_tokens=40).text()
    scored = score(starter, prompt, text)
    assert joined(scored.tokens) == text
    for token in scored.tokens:
        assert token.alternatives[0].probability - token.probability < NEAR


def test_what_was_evaluated_for_the_answer_serves_and_stays(
    starter: Engine, starter_model: Path, distance: Distance
) -> None:
    prompt = "Judged. " + RIVER * 3 + "The mill"
    first = starter.text(prompt, max_tokens=60)
    scored = score(starter, prompt, first.text())
    assert scored.report.reused_tokens == scored.report.prompt_tokens - 1
    more = prompt + first.text() + " Every spring"
    second = starter.text(more)
    assert second.finished.usage.reused_tokens > first.finished.usage.prompt_tokens + 50
    assert distance(starter_model, (more, second.text())) < ROUNDING


def test_a_running_state_is_judged_too_and_not_spoilt(
    engine: Engine, tmp_path: Path, truth: Truth, distance: Distance
) -> None:
    path = tiny.mamba(tmp_path / "mamba.gguf")
    engine.loaded(path, context=2048, batch=64)
    answer = engine.text(LETTERS)
    text = answer.text() + LETTERS
    scored = score(engine, LETTERS, text)
    assert scored.report.reused_tokens == scored.report.prompt_tokens - 1
    check(scored, truth(path, (LETTERS, text))[0], near=EXACT)
    assert engine.text(LETTERS).text() == answer.text()
    more = LETTERS + answer.text() + " and"
    assert distance(path, (more, engine.text(more).text())) < ROUNDING


def test_answers_stream_beside_it(starter: Engine, starter_model: Path, truth: Truth, distance: Distance) -> None:
    prompt, judged = "Beside. " + RIVER + "The mill", RIVER * 3
    streaming = starter.begin_text(prompt, max_tokens=100)
    starter.wait(streaming, until=lambda: streaming.has(Token))
    scoring = begin(starter, "Judged beside. ", judged)
    starter.wait(scoring)
    assert not streaming.is_closed  # its steps went on between the batches
    check(scoring.first(Scored), truth(starter_model, ("Judged beside. ", judged))[0], near=NEAR)
    assert starter.wait(streaming).finished.usage.completion_tokens == 100
    assert distance(starter_model, (prompt, streaming.text())) < ROUNDING


@pytest.mark.parametrize("samples", [1, 4])
def test_it_gives_way_where_the_context_is_full(
    engine: Engine, starter_model: Path, truth: Truth, samples: int
) -> None:
    """Prompt, answers and judged text are more than the context: the answers still come to their own end."""
    engine.loaded(starter_model, context=256, sequences=4)
    endless = replace(GREEDY, logit_bias={0: -1e9, 2: -1e9})
    streaming = engine.begin_text(RIVER, sampling=endless, max_tokens=140 // samples, samples=samples)
    engine.wait(streaming, until=lambda: streaming.has(Token))
    judged = RIVER * 6
    scoring = begin(engine, "No room. ", judged)
    engine.wait(scoring)
    assert {end.stop_reason for end in engine.wait(streaming).finished.samples} == {StopReason.LENGTH}
    check(scoring.first(Scored), truth(starter_model, ("No room. ", judged))[0], near=NEAR)


def test_it_is_given_up_in_its_middle(starter: Engine) -> None:
    long = begin(starter, "Given up. ", RIVER * 120)
    after = begin(starter, "Another. ", RIVER)
    starter.ask(lambda number: Render(number, RawPrompt("It is through once this has been rendered.")))
    starter.client.cancel(long.number)
    assert isinstance(starter.wait(long).error, Stopped)
    assert joined(starter.wait(after).first(Scored).tokens) == RIVER
    assert starter.text("Given up. " + RIVER, max_tokens=4).has(Token)


def test_another_model_ends_it(engine: Engine, starter_model: Path, tmp_path: Path) -> None:
    engine.loaded(starter_model)
    asked = begin(engine, "", RIVER * 120)
    engine.loaded(tiny.llama(tmp_path / "tiny.gguf"), context=256)
    assert isinstance(engine.wait(asked).error, Stopped)


def test_broken_characters_are_told_apart(starter: Engine) -> None:
    text = "강물이 넓은 바다로 흘러갑니다. 🏞️"
    scored = score(starter, "한국어로 말하면, ", text, alternatives=20)
    assert joined(scored.tokens) == text
    assert any(token.text == "" for token in scored.tokens)  # pieces of a character: the last one has all of it
    choices = [choice for token in scored.tokens for choice in token.alternatives]
    broken = [choice for choice in choices if choice.raw]
    assert broken
    for choice in broken:
        assert "\ufffd" in choice.text
        assert bytes.fromhex(choice.raw).decode(errors="replace") == choice.text
    assert all("\ufffd" not in choice.text for choice in choices if not choice.raw)


def test_the_end_of_a_turn_is_a_choice_that_is_told_apart(starter: Engine) -> None:
    prompt = question("Say the word yes and nothing else.")
    scored = score(starter, prompt, "Yes.<|im_end|>", special=True)
    assert scored.tokens[-1].text == "<|im_end|>"
    assert any(choice.is_control and choice.text == "<|im_end|>" for choice in scored.tokens[-1].alternatives)
    assert not any(choice.is_control for choice in scored.tokens[0].alternatives)
    typed = score(starter, prompt, "Yes.<|im_end|>")
    assert len(typed.tokens) > len(scored.tokens)
    assert joined(typed.tokens) == "Yes.<|im_end|>"


def test_nothing_to_judge_and_nothing_to_choose_from(starter: Engine) -> None:
    assert score(starter, RIVER, "").tokens == ()
    (token, *_) = score(starter, "", "The", alternatives=0).tokens
    assert token.alternatives == ()
    assert 0 < token.probability < 1
    assert math.isclose(score(starter, "", "The", alternatives=1).tokens[0].probability, token.probability)


def test_what_does_not_fit_is_refused_or_left_out(engine: Engine, starter_model: Path) -> None:
    engine.loaded(starter_model, context=256)
    assert isinstance(engine.wait(begin(engine, RIVER, RIVER * 12)).error, PromptTooLong)
    turns = [message for n in range(8) for message in (user(f"Question {n}: {RIVER}"), assistant("Yes."))]
    scored = score(engine, ChatPrompt((*turns, user("The last?"))), RIVER * 4)
    assert scored.report.left_out[:2] == (0, 1)
    assert joined(scored.tokens) == RIVER * 4


def test_an_encoder_judges_nothing(engine: Engine, tmp_path: Path) -> None:
    engine.loaded(tiny.bert(tmp_path / "bert.gguf"))
    assert isinstance(engine.wait(begin(engine, "the", "river")).error, NotForChat)


def test_words_have_one_space_where_the_vocabulary_puts_one_before_a_beginning(engine: Engine, tmp_path: Path) -> None:
    engine.loaded(tiny_families.write(tmp_path / "model.gguf", PHI3))

    def tokens(text: str) -> tuple[int, ...]:
        return engine.ask(lambda number: Render(number, RawPrompt(text))).first(Rendered).prompt.tokens

    for text in (" friend! 안녕", "\nfriend", "  friend"):
        scored = score(engine, "Hello", text)
        assert (*tokens("Hello"), *(token.id for token in scored.tokens)) == tokens("Hello" + text)
        assert joined(scored.tokens) == text
    assert joined(score(engine, "He", "llo").tokens) == "llo"
    answer = score(engine, question("Hi"), "Hello friend!")
    assert joined(answer.tokens) == "Hello friend!"
    assert answer.tokens[1].probability > 0.5  # the sentence that this model knows


def test_judging_keeps_nobodys_state(engine: Engine, starter_model: Path, tmp_path: Path) -> None:
    engine.loaded(starter_model, states=tmp_path / "states")
    score(engine, RIVER, RIVER)
    engine.ask(Save)
    assert not list((tmp_path / "states").rglob("*.state"))


def test_a_cancel_of_another_does_not_spoil_it(engine: Engine, base_model: Path, truth: Truth) -> None:
    """Each cancel stops the batch that runs; Gemma's sliding windows may have forgotten what lies behind it by then."""
    engine.loaded(base_model)
    prompt = "Stopped often. " + RIVER * 26
    scoring = begin(engine, prompt, RIVER * 2)
    for number in range(3):
        engine.wait(scoring, until=lambda n=number: scoring.is_closed or len(scoring.came) > n)  # type: ignore[misc]  # a lambda with a default
        engine.client.cancel(engine.begin_text(f"{number}. {RIVER}").number)
    check(engine.wait(scoring).first(Scored), truth(base_model, (prompt, RIVER * 2))[0], near=NEAR)
