"""Who uses which sequence of the context, and what the unused ones still hold for later."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.engine.worker import prefix
from app.engine.worker.native.context import Context
from app.engine.worker.prefix import Held

_TAIL = 32  # a few tokens at the end (how the answer closed) are not worth a sequence of their own


@dataclass
class Kept:
    """An unused sequence and what it holds. stored: whether this very content is on disk."""

    sequence: int
    tokens: list[int]
    chat: str
    used: int
    stored: bool = False


@dataclass(frozen=True)
class Taken:
    """A sequence that holds the first `length` tokens of a prompt; shared when they lie in a live sequence's cells."""

    sequence: int
    length: int
    shared: bool = False


class Sequences:
    """Every sequence of the context is lent to an answer, kept for its content, or empty."""

    def __init__(self, context: Context, count: int, *, window: int) -> None:
        self._context = context
        self._window = window
        self._count = count
        self._empty = list(range(count - 1, -1, -1))
        self._kept: dict[int, Kept] = {}
        self._turn = 0

    @property
    def kept(self) -> tuple[Kept, ...]:
        """The most recently used last."""
        return tuple(sorted(self._kept.values(), key=lambda kept: kept.used))

    def take(self, prompt: list[int], live: Sequence[Held]) -> Taken | None:
        """A sequence for a prompt, holding as much of it as any sequence does; None when all are lent.

        What it is taken from stays usable for others, unless (nearly) all of it is wanted.
        """
        match = prefix.longest(prompt, (*self._held(), *live), window=self._window)
        if match is None:
            sequence = self.take_empty()
            return None if sequence is None else Taken(sequence, 0)
        kept = self._kept.get(match.sequence)
        if kept is not None and (len(kept.tokens) - match.length <= _TAIL or not self._has_room_beside(kept)):
            del self._kept[match.sequence]
            return self._cut(match.sequence, match.length)
        sequence = self.take_empty(spare=match.sequence)
        if sequence is None:
            return None
        self._context.copy(match.sequence, sequence, match.length)
        return Taken(sequence, match.length, shared=kept is None)

    def take_empty(self, *, spare: int = -1) -> int | None:
        """An empty sequence, emptying the one that was not used for longest when needed (never `spare`)."""
        if not self._empty:
            oldest = next((kept for kept in self.kept if kept.sequence != spare), None)
            if oldest is None:
                return None
            self.drop(oldest)
        return self._empty.pop()

    def keep(self, sequence: int, tokens: list[int], *, chat: str, stored: bool = False) -> None:
        """Its answer is done; what it holds may serve the next turn."""
        if not tokens:
            self.release(sequence)
            return
        self._turn += 1
        self._kept[sequence] = Kept(sequence, tokens, chat, self._turn, stored)

    def release(self, sequence: int) -> None:
        """Empty it."""
        self._context.cut(sequence)
        self._empty.append(sequence)

    def drop(self, kept: Kept) -> None:
        del self._kept[kept.sequence]
        self.release(kept.sequence)

    def drop_oldest(self) -> bool:
        """Make room in the context; False when nothing is kept."""
        oldest = next(iter(self.kept), None)
        if oldest is not None:
            self.drop(oldest)
        return oldest is not None

    def forget_all(self) -> None:
        """The context was emptied, and nothing is lent any more."""
        self._kept.clear()
        self._empty = list(range(self._count - 1, -1, -1))

    def _held(self) -> tuple[Held, ...]:
        return tuple(
            Held(kept.sequence, kept.tokens, max(0, self._context.first(kept.sequence))) for kept in self._kept.values()
        )

    def _has_room_beside(self, kept: Kept) -> bool:
        return bool(self._empty) or any(other is not kept for other in self._kept.values())

    def _cut(self, sequence: int, length: int) -> Taken:
        if self._context.last(sequence) + 1 > length and not self._context.cut(sequence, length):
            self._context.cut(sequence)  # this memory cannot be cut there: evaluate again, never go on from wrong state
            length = 0
        return Taken(sequence, length)
