import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.engine_errors import PromptTooLong
from app.domain.generation import ContextPolicy
from app.domain.message import Message, Role, assistant, system, user
from app.domain.prompt import Fitted, fit

LETTERS = st.text("ab ", max_size=60)


def count(messages: Sequence[Message]) -> int:
    """A token a character, and four a message for its frame."""
    return sum(len(message.text) + 4 for message in messages)


class Counting:
    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, messages: Sequence[Message]) -> int:
        self.calls += 1
        return count(messages)


@st.composite
def chats(draw: st.DrawFn) -> tuple[list[Message], int]:
    """A chat that ends with a question, and how many of its first messages are examples."""
    start = [system(draw(LETTERS))] if draw(st.booleans()) else []
    examples = [one for _ in range(draw(st.integers(0, 2))) for one in (user(draw(LETTERS)), assistant(draw(LETTERS)))]
    history: list[Message] = []
    for _ in range(draw(st.integers(0, 12))):
        history.append(user(draw(LETTERS)))
        history += [assistant(draw(LETTERS)) for _ in range(draw(st.integers(0, 2)))]
    return [*start, *examples, *history, user(draw(LETTERS))], len(examples)


def dialogue(exchanges: int, *, length: int = 10) -> list[Message]:
    said = [one for i in range(exchanges) for one in (user(f"{i:0{length}}"), assistant(f"{i:0{length}}"))]
    return [system("s"), *said, user("last")]


@given(chats(), st.integers(0, 900), st.integers(0, 200), st.sampled_from(ContextPolicy))
def test_what_is_chosen_fits_and_nothing_gets_lost(
    chat: tuple[list[Message], int], context: int, reserve: int, policy: ContextPolicy
) -> None:
    messages, kept = chat
    try:
        fitted = fit(messages, count=count, context=context, reserve=reserve, policy=policy, kept=kept)
    except PromptTooLong:
        always = [*messages[: (messages[0].role is Role.SYSTEM) + kept], messages[-1]]
        assert policy is ContextPolicy.STOP or count(always) > context - reserve
        return
    assert fitted.tokens == count(fitted.messages) <= context - reserve
    stays = [i for i in range(len(messages)) if i not in fitted.left_out]
    assert [messages[i] for i in stays] == list(fitted.messages)
    assert fitted.messages[-1] is messages[-1]
    first = 1 if messages[0].role is Role.SYSTEM else 0
    assert set(range(first + kept)) <= set(stays)
    assert all(messages[i - 1].role is not Role.USER or i - 1 in stays for i in stays if not_a_question(messages, i))


def not_a_question(messages: list[Message], index: int) -> bool:
    return messages[index].role is Role.ASSISTANT


@given(chats(), st.sampled_from(ContextPolicy))
def test_nothing_is_left_out_when_it_fits(chat: tuple[list[Message], int], policy: ContextPolicy) -> None:
    messages, kept = chat
    fitted = fit(messages, count=count, context=count(messages) + 5, reserve=5, policy=policy, kept=kept)
    assert fitted == Fitted(tuple(messages), (), count(messages))


def test_stop_refuses_instead_of_leaving_out() -> None:
    messages = dialogue(10)
    with pytest.raises(PromptTooLong) as caught:
        fit(messages, count=count, context=100, reserve=20, policy=ContextPolicy.STOP)
    assert (caught.value.tokens, caught.value.context) == (count(messages), 100)


def test_rolling_keeps_the_newest() -> None:
    fitted = fit(dialogue(20), count=count, context=200, reserve=50, policy=ContextPolicy.ROLLING)
    assert fitted.left_out == tuple(range(1, 1 + len(fitted.left_out)))
    assert fitted.messages[0].role is Role.SYSTEM


def test_middle_keeps_the_first_exchange_too() -> None:
    messages = dialogue(20)
    fitted = fit(messages, count=count, context=200, reserve=50, policy=ContextPolicy.MIDDLE)
    assert list(fitted.messages[:3]) == messages[:3]
    assert fitted.left_out[0] == 3


def test_middle_gives_up_the_first_exchange_before_it_refuses() -> None:
    messages = [user("a" * 500), assistant("b" * 500), user("c"), assistant("d"), user("last")]
    fitted = fit(messages, count=count, context=100, reserve=0, policy=ContextPolicy.MIDDLE)
    assert 0 in fitted.left_out
    assert fitted.messages[-1].text == "last"


def test_a_question_that_alone_is_too_long_is_refused_with_its_own_length() -> None:
    messages = [*dialogue(5), assistant("x"), user("q" * 1000)]
    with pytest.raises(PromptTooLong) as caught:
        fit(messages, count=count, context=500, reserve=100, policy=ContextPolicy.ROLLING)
    assert caught.value.tokens == count([messages[0], messages[-1]])


def test_a_prefilled_answer_stays_with_its_question() -> None:
    messages = [*dialogue(20), assistant("It is")]
    fitted = fit(messages, count=count, context=120, reserve=20, policy=ContextPolicy.ROLLING)
    assert [message.text for message in fitted.messages[-2:]] == ["last", "It is"]


@pytest.mark.parametrize("exchanges", [1, 10, 100, 2000])
@pytest.mark.parametrize("policy", [ContextPolicy.ROLLING, ContextPolicy.MIDDLE])
def test_counting_is_dear_and_done_seldom(exchanges: int, policy: ContextPolicy) -> None:
    counting = Counting()
    messages = dialogue(exchanges, length=40)
    fit(messages, count=counting, context=count(messages) - 10, reserve=0, policy=policy)
    assert counting.calls <= math.log2(exchanges) + 4


def test_a_chat_at_its_limit_begins_alike_for_several_turns() -> None:
    """Its evaluated prefix can then be used again; a new beginning each turn would cost the whole prompt."""
    starts = []
    for exchanges in range(60, 100):
        fitted = fit(
            dialogue(exchanges, length=40), count=count, context=2000, reserve=200, policy=ContextPolicy.ROLLING
        )
        starts.append(fitted.left_out)
    assert len(set(starts)) <= len(starts) / 4
