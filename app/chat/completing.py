"""Completion mode: a model goes on with one raw text, as a base model does; each go is a version of the text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from app.chat.model import ActiveModel, Ready
from app.domain.engine_errors import LoadCancelled, Stopped
from app.domain.errors import MaruError
from app.domain.event import Deliver, Event
from app.domain.fault import Fault, from_fault
from app.domain.generation import (
    InfillPrompt,
    Limits,
    Prompt,
    PromptReport,
    RawPrompt,
    ScoredToken,
    TokenChoice,
)
from app.domain.message import clean
from app.domain.preset_errors import NoInfill
from app.domain.sampling import Sampling
from app.domain.storage_errors import StorageError
from app.domain.writing import Terms, Version, Writing
from app.engine.protocol import Evaluated, Failed, Finished, FromEngine, Generate, Score, Scored, Started, Token
from app.storage.writing import WritingFile, read_writing


@dataclass
class _Growth:
    """What the model is writing: the text before it, its pieces, and where the next one goes."""

    before: Writing
    pieces: list[str]
    end: int


class Completing:
    """Single-threaded: every method belongs to the owner's thread, and every event fires there.

    While the model writes, the text is not to be changed: what would change it does nothing then.
    """

    def __init__(self, model: ActiveModel, path: Path, deliver: Deliver) -> None:
        """Path is where the text is kept."""
        self.changed: Event[[]] = Event()
        """Another text is to be shown, or another version of it."""
        self.streamed: Event[[int, str]] = Event()
        """Where (in characters), and what the model has written there."""
        self.reported: Event[[PromptReport]] = Event()
        self.evaluated: Event[[int, int]] = Event()
        self.settled: Event[[]] = Event()
        """The model began or ended to write."""
        self.ended: Event[[Finished]] = Event()
        self.failed: Event[[MaruError]] = Event()
        self.scored: Event[[int, tuple[ScoredToken, ...]]] = Event()
        """Where the scored part of the text begins (in characters), and its tokens."""
        self.scoring: Event[[int, int]] = Event()
        """So many of so many tokens are read for it."""
        self.writing, self.notices = read_writing(path)
        self._model = model
        self._file = WritingFile(path, failed=lambda error: deliver(partial(self._tell, error)))
        self._growing: _Growth | None = None
        self._cancel: Callable[[], None] = lambda: None
        self._stop_scoring: Callable[[], None] = lambda: None

    @property
    def is_writing(self) -> bool:
        return self._growing is not None

    @property
    def so_far(self) -> Writing:
        """With what the model is writing now."""
        shown = self.writing.shown
        if self._growing is None or shown is None:
            return self.writing
        return self.writing.put(replace(shown, text="".join(self._growing.pieces)))

    # The person's part

    def edit(self, text: str) -> None:
        if not self.is_writing:
            self._turn_to(self.writing.edit(clean(text)))

    def clear(self) -> None:
        """A new text; undo brings the old one back."""
        self.begin_with("")

    def begin_with(self, text: str) -> None:
        """Another text instead of this one, as a version of its own."""
        before = self.writing
        if not self.is_writing and clean(text) != before.text:
            self._show(before.add(Version(before.tip, 0, len(before.text), clean(text))))

    def undo(self) -> None:
        self._show(self.writing.undo())

    def redo(self) -> None:
        self._show(self.writing.redo())

    def show(self, version: int) -> None:
        """Raises IndexError."""
        self._show(self.writing.show(version))

    def set_terms(self, terms: Terms) -> None:
        self.writing = replace(self.writing, terms=terms)
        self._file.keep(self.writing)

    # The model's part

    def write_on(self, at: int | None = None) -> None:
        """Where the text ends; or from `at` on, and what stood behind it stays in the version before."""
        text = self.writing.text
        at = len(text) if at is None else at
        self._begin(Version(self.writing.tip, at, len(text) - at, ""), RawPrompt(text[:at]))

    def fill(self, start: int, end: int) -> None:
        """Write what belongs between what stands before and behind; what stood there gives way."""
        text = self.writing.text
        if isinstance(self._model.state, Ready) and not self._model.state.model.infill:
            self.failed(NoInfill())
        else:
            version = Version(self.writing.tip, start, end - start, "")
            self._begin(version, InfillPrompt(text[:start], text[end:]))

    def write_again(self) -> None:
        """Another version beside the shown one, where a model wrote that."""
        shown = self.writing.shown
        if shown and shown.author:
            parent = replace(self.writing, tip=shown.parent).text
            behind = parent[shown.at + shown.gone :]
            before = parent[: shown.at]
            self._begin(replace(shown, text=""), _prompt(before, behind))

    def choose(self, start: int, tokens: Sequence[ScoredToken], index: int, choice: TokenChoice) -> None:
        """Go on with this token instead of the one that stood at its place in the scored part.

        What followed gives way, but for the text behind a gap that is filled.
        A token that is only a piece of a character is no text to go on with: then nothing happens.
        """
        if "\ufffd" in choice.text:
            return
        text, shown = self.writing.text, self.writing.shown
        at = start + _place(text[start:], tokens, index)
        kept, behind = text[:at] + choice.text, self._behind(start + _place(text[start:], tokens, len(tokens)))
        version = Version(self.writing.tip, at, len(text) - len(behind) - at, choice.text)
        if shown and shown.author and shown.at <= at < shown.end:  # beside what the model wrote, not behind it
            parent = replace(self.writing, tip=shown.parent).text
            version = replace(shown, gone=len(parent) - len(behind) - shown.at, text=kept[shown.at :])
        self._begin(version, _prompt(kept, behind))

    def stop(self) -> None:
        """What came stays."""
        self._cancel()

    def score(self, start: int, end: int) -> None:
        """How likely the model holds each token of this part of the text; a question before it is forgotten."""
        self._stop_scoring()
        writing = self.writing
        text, prompt = writing.text, _prompt(writing.text[:start], self._behind(end))
        self._stop_scoring = self._model.ask(
            lambda number: Score(number, prompt, text[start:end]),
            partial(self._hear_score, writing, start),
        )

    def stop_scoring(self) -> None:
        self._stop_scoring()

    def settle(self) -> None:
        """Keep what stands there: the window is left, and what still comes is not heard."""
        self._growing, writing = None, self.so_far
        self._cancel()
        self._stop_scoring()
        self.writing = writing
        self._file.keep(writing)
        self._file.settle()

    def _begin(self, version: Version, prompt: Prompt) -> None:
        if self.is_writing:
            return
        before = self.writing
        self._growing = growing = _Growth(before, [version.text], version.end)
        self.writing = before.add(replace(version, author=self._author))
        self.changed()
        terms = before.terms
        sampling, limits = Sampling(temperature=terms.temperature), Limits(terms.max_tokens, stop=terms.stop)
        self._cancel = self._model.ask(
            lambda number: Generate(number, prompt, sampling, limits=limits), partial(self._hear, growing)
        )
        self.settled()

    @property
    def _author(self) -> str:
        state = self._model.state
        return state.model.name if isinstance(state, Ready) else Path(self._model.path).stem

    def _behind(self, end: int) -> str:
        """What stands behind this place, for a model that reads it: one that can fill gaps."""
        state = self._model.state
        return self.writing.text[end:] if isinstance(state, Ready) and state.model.infill else ""

    def _hear(self, growing: _Growth, message: FromEngine) -> None:
        if growing is not self._growing:
            return
        match message:
            case Started(report=report):
                self.reported(report)
            case Evaluated(done=done, total=total):
                self.evaluated(done, total)
            case Token(text=text) if text:
                self._grow(growing, text)
            case Finished():
                self._end(growing)
                self.ended(message)
            case Failed(fault=fault):
                self._end(growing)
                self._complain(fault)

    def _grow(self, growing: _Growth, text: str) -> None:
        at = growing.end
        growing.pieces.append(text)
        growing.end += len(text)
        if not self._file.is_due:
            self._file.keep(self.so_far)
        self.streamed(at, text)

    def _end(self, growing: _Growth) -> None:
        """Where nothing was written there is no version."""
        grown = self.so_far
        self._growing, self._cancel = None, lambda: None
        self._turn_to(grown if any(growing.pieces) else growing.before)
        self.changed()
        self.settled()

    def _hear_score(self, asked: Writing, start: int, message: FromEngine) -> None:
        if asked.text != self.writing.text or self.is_writing:
            return
        match message:
            case Evaluated(done=done, total=total):
                self.scoring(done, total)
            case Scored(tokens=tokens):
                self.scored(start, tokens)
            case Failed(fault=fault):
                self._complain(fault)

    def _complain(self, fault: Fault) -> None:
        error = from_fault(fault)
        if not isinstance(error, LoadCancelled | Stopped):  # the person's own wish
            self.failed(error)

    def _show(self, writing: Writing) -> None:
        if not self.is_writing:
            self._turn_to(writing)
            self.changed()

    def _turn_to(self, writing: Writing) -> None:
        if writing is not self.writing:
            self.writing = writing
            self._file.keep(writing)

    def _tell(self, error: StorageError) -> None:
        self.failed(error)


def _prompt(before: str, behind: str) -> Prompt:
    return InfillPrompt(before, behind) if behind else RawPrompt(before)


def _place(text: str, tokens: Sequence[ScoredToken], index: int) -> int:
    """Where in the text this token begins. Pieces of characters have no width; what follows is found again."""
    at = 0
    for token in tokens[:index]:
        found = text.find(token.text.replace("\ufffd", ""), at)
        at = max(at, found + len(token.text.replace("\ufffd", ""))) if found >= 0 else at
    return at
