"""Which messages fit into the context, and what has to stay out: pure, and always said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.domain.engine_errors import PromptTooLong
from app.domain.generation import ContextPolicy
from app.domain.message import Message, Role

Count = Callable[[Sequence[Message]], int]


@dataclass(frozen=True)
class Fitted:
    """The messages that are sent, the indexes of those that are not, and the tokens that the former take."""

    messages: tuple[Message, ...]
    left_out: tuple[int, ...]
    tokens: int


def fit(
    messages: Sequence[Message], *, count: Count, context: int, reserve: int, policy: ContextPolicy, kept: int = 0
) -> Fitted:
    """As much of the newest exchanges as fits into context - reserve tokens.

    The system prompt, the first `kept` messages after it (examples) and the last question always stay; an answer is
    never left without its question. count renders and tokenizes, which is dear: it is called at most about
    log2(exchanges) + 3 times. Raises PromptTooLong.
    """
    budget = context - reserve
    tokens = count(messages)
    if tokens <= budget:
        return Fitted(tuple(messages), (), tokens)
    for exchanges in _droppable(messages, policy=policy, kept=kept):
        least = _without(messages, exchanges, count)
        if least.tokens <= budget:
            return _most(messages, exchanges, least, count=count, budget=budget)
        tokens = least.tokens
    raise PromptTooLong(tokens, context)


def _droppable(messages: Sequence[Message], *, policy: ContextPolicy, kept: int) -> list[list[range]]:
    """What may go, oldest first: one list of exchanges for each thing that is tried."""
    if policy is ContextPolicy.STOP:
        return []
    start = next((i for i, message in enumerate(messages) if message.role is not Role.SYSTEM), len(messages)) + kept
    questions = [i for i in range(start, len(messages)) if messages[i].role is Role.USER]
    exchanges = [range(a, b) for a, b in pairwise(questions)]
    tries = [exchanges[1:], exchanges] if policy is ContextPolicy.MIDDLE else [exchanges]
    return [one for one in tries if one]


def _without(messages: Sequence[Message], exchanges: Sequence[range], count: Count) -> Fitted:
    out = [i for exchange in exchanges for i in exchange]
    gone = set(out)
    rest = tuple(message for i, message in enumerate(messages) if i not in gone)
    return Fitted(rest, tuple(out), count(rest))


def _most(messages: Sequence[Message], exchanges: list[range], least: Fitted, *, count: Count, budget: int) -> Fitted:
    """The fewest steps dropped that make it fit, by bisection; least, with all of them dropped, is known to fit."""
    steps = _steps(messages, exchanges, budget // 2)
    best, low, high = least, 0, len(steps) - 1
    while low < high:
        middle = (low + high) // 2
        tried = _without(messages, exchanges[: steps[middle]], count)
        if tried.tokens <= budget:
            best, high = tried, middle
        else:
            low = middle + 1
    return best


def _steps(messages: Sequence[Message], exchanges: list[range], size: int) -> list[int]:
    """How many exchanges may be dropped: in steps of about `size` characters, which depend only on what was said.

    Were it one exchange at a time, each turn of a chat at its limit would begin with another message than the
    turn before, and the whole prompt would be evaluated anew each time.
    """
    steps, dropped = [], 0
    for number, exchange in enumerate(exchanges, start=1):
        before = dropped
        dropped += sum(len(messages[i].text) + 1 for i in exchange)
        if number == len(exchanges) or dropped // max(1, size) > before // max(1, size):
            steps.append(number)
    return steps
