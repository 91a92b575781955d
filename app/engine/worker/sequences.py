"""Who uses which sequence of the context, and what the unused ones still hold for later."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from app.engine.worker import prefix
from app.engine.worker.native.context import Context
from app.engine.worker.prefix import Held, Match
from app.engine.worker.states import States, Stored

_TAIL = 32  # a few tokens at the end (how the answer closed) are not worth a sequence of their own


@dataclass
class Kept:
    """An unused sequence and what it holds.

    settled: nothing is left to do about writing it. replaceable: it is on disk, or so short that evaluating it again
    is as fast as reading it.
    """

    sequence: int
    tokens: list[int]
    chat: str
    used: int
    settled: bool = False
    replaceable: bool = False


@dataclass(frozen=True)
class Taken:
    """A sequence that holds the first `length` tokens of a prompt; shared when they lie in a live sequence's cells."""

    sequence: int
    length: int
    shared: bool = False


class Sequences:
    """Every sequence of the context is lent to an answer, kept for its content, or empty."""

    def __init__(self, context: Context, count: int, *, window: int, states: States | None) -> None:
        self._context = context
        self._window = window
        self._count = count
        self._states = states
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
        return self._take_stored(prompt, live) or self._take_held(prompt, live)

    def _match(self, prompt: list[int], live: Sequence[Held]) -> Match | None:
        return prefix.longest(prompt, (*self._held(), *live), window=self._window)

    def _take_stored(self, prompt: list[int], live: Sequence[Held]) -> Taken | None:
        """From disk, where a file holds clearly more of the prompt than any sequence."""
        stored = self._states.longest(prompt) if self._states else None
        match = self._match(prompt, live)
        known = match.length if match else 0
        if stored is None or prefix.common(prompt, stored.tokens) <= known + _TAIL:
            return None
        sequence = self.take_empty()
        if sequence is None:
            return None
        tokens = self._restore(sequence, stored, is_alone=not live)
        length = min(prefix.common(prompt, tokens), len(prompt) - 1)
        held = Held(sequence, tokens, max(0, self._context.first(sequence)))
        if length <= known or not prefix.usable(length, held, window=self._window):
            self.release(sequence)
            return None
        return self._cut(sequence, length)

    def _restore(self, sequence: int, stored: Stored, *, is_alone: bool) -> list[int]:
        """The tokens that came back; none when the file is bad, or the context has no room for it."""
        tokens = self._context.restore(sequence, stored.path)
        while tokens is None and self.drop_oldest():
            tokens = self._context.restore(sequence, stored.path)
        if self._states and tokens == stored.tokens:
            self._states.touch(stored)
        elif self._states and (tokens is not None or is_alone):
            self._states.discard(stored)
        return tokens or []

    def _take_held(self, prompt: list[int], live: Sequence[Held]) -> Taken | None:
        match = self._match(prompt, live)
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

    def keep(self, sequence: int, tokens: list[int], *, chat: str) -> None:
        """Its answer is done; what it holds may serve the next turn."""
        if not tokens:
            self.release(sequence)
            return
        self._turn += 1
        self._kept[sequence] = Kept(sequence, tokens, chat, self._turn)

    def release(self, sequence: int) -> None:
        """Empty it."""
        self._context.cut(sequence)
        self._empty.append(sequence)

    def drop(self, kept: Kept) -> None:
        del self._kept[kept.sequence]
        self.release(kept.sequence)

    def thin_out(self) -> None:
        """Forget what nobody would miss: what is kept elsewhere too, and all but the latest of each chat.

        Every token that is written looks past all cells up to the last one in use: 1,000 of other chats make a small
        model 2 to 4% slower.
        """
        seen: set[str] = set()
        for kept in reversed(self.kept):
            if kept.replaceable or kept.chat in seen:
                self.drop(kept)
            seen.add(kept.chat)

    def save(self, *, within: float) -> int:
        """Write what is kept of named chats and not on disk yet, the latest first, in about so many seconds.

        The number of files that were written.
        """
        deadline = time.perf_counter() + within
        seen: set[str] = set()
        written = 0
        for kept in reversed(self.kept):
            if kept.chat and kept.chat not in seen and not kept.settled and self._states:
                kept.replaceable = not self._states.is_worth_saving(kept.tokens)
                if not kept.replaceable:
                    left = deadline - time.perf_counter()
                    kept.replaceable = self._states.save(
                        self._context, kept.sequence, kept.tokens, chat=kept.chat, within=left
                    )
                    written += kept.replaceable
                kept.settled = True
            seen.add(kept.chat)
        return written

    @property
    def has_unsaved(self) -> bool:
        return self._states is not None and any(kept.chat and not kept.settled for kept in self._kept.values())

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
