"""What the conversation view is given: one complete value for each message, wherever it came from."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.conversation import TurnState
from app.domain.outcome import SampledPath, Vote
from app.domain.preset import OutputFormat, OutputKind


class RowRole(StrEnum):
    """Who speaks. The first three are the words of app.domain.message.Role; a notice is the program itself."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Remedy:
    """A way out of a failure, shown as a button under it."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was made of an answer by its preset: the final answer that was found, and how several paths voted.

    ``answer`` None: none could be found (yet, while the row is streaming).
    """

    answer: str | None = None
    vote: Vote | None = None
    is_early: bool = False
    """Sampling was ended when the majority could no longer change."""


@dataclass(frozen=True, slots=True)
class Row:
    """One message as it is shown. ``text`` is Markdown in answers and plain text everywhere else.

    ``version`` counts from 1. ``note`` is the quiet remark at the right of the actions ("31 tokens/s · first token
    0.2 s"). ``error`` is a whole sentence and stands in a failed row together with its ``remedies``. Of ``paths`` the
    text is one; ``drafts`` are a draft and its review; ``output`` is the form that the text was forced into, None where
    it was free; ``is_cut_short`` tells that there was no room for more of it.
    """

    id: str
    role: RowRole
    text: str = ""
    reasoning: str = ""
    state: TurnState = TurnState.DONE
    version: int = 1
    versions: int = 1
    note: str = ""
    error: str = ""
    remedies: tuple[Remedy, ...] = ()
    verdict: Verdict | None = None
    folds_text: bool = False
    """The text is the way to the verdict, and folds away under it."""
    paths: tuple[SampledPath, ...] = ()
    drafts: tuple[str, ...] = ()
    output: OutputFormat | None = None
    is_cut_short: bool = False

    @property
    def is_json(self) -> bool:
        return self.output is not None and self.output.kind is OutputKind.JSON_SCHEMA

    @property
    def is_streaming(self) -> bool:
        return self.state is TurnState.STREAMING

    @property
    def is_text_hidden(self) -> bool:
        """Whether the text is not seen before something is opened."""
        return self.folds_text and not self.is_streaming

    @property
    def is_broken_off(self) -> bool:
        """Whether the answer ended before the model ended it, so that it can be continued."""
        return self.state in {TurnState.STOPPED, TurnState.PARTIAL, TurnState.FAILED}
