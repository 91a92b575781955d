"""Which messages fit into the context, and what has to stay out: pure, and always said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.domain.errors import PromptTooLong
from app.domain.generation import ContextPolicy
from app.domain.message import Message, Role


@dataclass(frozen=True)
class Fitted:
    """The messages that are sent, the indexes of those that are not, and the tokens that the former take."""

    messages: tuple[Message, ...]
    left_out: tuple[int, ...]
    tokens: int


def fit(
    messages: Sequence[Message],
    *,
    count: Callable[[Sequence[Message]], int],
    context: int,
    reserve: int,
    policy: ContextPolicy,
    kept: int = 0,
) -> Fitted:
    """As many of the newest exchanges as fit into context - reserve tokens.

    The system prompt, the first `kept` messages after it (examples) and the last question always stay; an answer is
    never left without its question. count renders and tokenizes, which is dear: it is called at most about
    log2(exchanges) + 3 times. Raises PromptTooLong.
    """
    tokens = count(messages)
    if tokens <= context - reserve:
        return Fitted(tuple(messages), (), tokens)
    for exchanges in _droppable(messages, policy=policy, kept=kept):
        fitted = _drop(messages, exchanges, count=count, budget=context - reserve)
        if fitted:
            return fitted
    raise PromptTooLong(tokens, context)


def _droppable(messages: Sequence[Message], *, policy: ContextPolicy, kept: int) -> list[list[range]]:
    """What may go, oldest first: one list of exchanges for each thing that is tried."""
    if policy is ContextPolicy.STOP:
        return []
    start = next((i for i, message in enumerate(messages) if message.role is not Role.SYSTEM), len(messages)) + kept
    questions = [i for i in range(start, len(messages)) if messages[i].role is Role.USER]
    exchanges = [range(a, b) for a, b in pairwise(questions)]
    return [exchanges[1:], exchanges] if policy is ContextPolicy.MIDDLE else [exchanges]


def _drop(
    messages: Sequence[Message], exchanges: list[range], *, count: Callable[[Sequence[Message]], int], budget: int
) -> Fitted | None:
    """The fewest exchanges dropped that make it fit, by bisection; None when all of them are not enough."""

    def without(number: int) -> Fitted:
        out = tuple(i for exchange in exchanges[:number] for i in exchange)
        rest = tuple(message for i, message in enumerate(messages) if i not in set(out))
        return Fitted(rest, out, count(rest))

    if not exchanges:
        return None
    best = without(len(exchanges))
    if best.tokens > budget:
        return None
    low, high = 1, len(exchanges)
    while low < high:
        middle = (low + high) // 2
        tried = without(middle)
        if tried.tokens <= budget:
            best, high = tried, middle
        else:
            low = middle + 1
    return best
