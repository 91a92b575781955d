"""A chat as a tree of immutable turns and a movable tip: editing and regenerating add versions, nothing is lost."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from app.domain.errors import NotFound
from app.domain.fault import Fault
from app.domain.message import Message
from app.domain.outcome import SampledPath
from app.domain.preset import Preset, RuleKind
from app.domain.usage import Timings, Usage


class TurnState(StrEnum):
    """How far a turn has come. PARTIAL: the program ended while it streamed."""

    DONE = "done"
    STREAMING = "streaming"
    STOPPED = "stopped"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True)
class ModelCall:
    """All that was true of the model call that made an answer; settings is what differed from the defaults."""

    model: str
    seed: int | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    stop_reason: str = ""
    usage: Usage = field(default_factory=Usage)
    timings: Timings = field(default_factory=Timings)
    left_out: int = 0
    """How many earlier messages did not fit in the context."""
    preset: Preset | None = None
    """What was asked with, as it was then: with it the prompt can be made again."""
    answer: str | None = None
    """The final answer that the preset's rule found."""
    paths: tuple[SampledPath, ...] = ()
    """All that were sampled for self-consistency, when there were several; the turn's message is one of them."""
    is_early: bool = False
    """Sampling was ended when the majority could no longer change."""
    drafts: tuple[str, ...] = ()
    """Second thought: the draft and its review, of which the message is the outcome."""

    @property
    def has_rule(self) -> bool:
        """Whether a final answer was looked for."""
        return self.preset is not None and self.preset.rule.kind is not RuleKind.NONE


@dataclass(frozen=True)
class Turn:
    """One message at its place in the tree. parent is None for the first question; created is seconds since 1970."""

    id: str
    parent: str | None
    message: Message
    created: float
    state: TurnState = TurnState.DONE
    call: ModelCall | None = None
    fault: Fault | None = None


def new_id() -> str:
    """Sortable by time of making, and unique without asking anybody: 48 bits of milliseconds, 80 random."""
    return f"{int(time.time() * 1000):012x}{secrets.token_hex(10)}"


@dataclass(frozen=True)
class Conversation:
    """The tree. tip names the turn that is read last on the shown path; turns keep the order of their making."""

    id: str
    title: str = ""
    turns: Mapping[str, Turn] = field(default_factory=lambda: MappingProxyType({}))
    tip: str | None = None
    system: str = ""
    created: float = 0.0
    model: str = ""
    preset: str = ""
    """The key of the preset that questions are asked with; empty for none."""

    def turn(self, turn_id: str) -> Turn:
        """The turn of this id. Raises NotFound."""
        try:
            return self.turns[turn_id]
        except KeyError:
            raise NotFound("message", turn_id) from None

    def path(self, tip: str | None = None) -> tuple[Turn, ...]:
        """From the first question to tip (the conversation's own when None)."""
        found = []
        at = self.tip if tip is None else tip
        while at is not None:
            found.append(self.turn(at))
            at = found[-1].parent
        return tuple(reversed(found))

    def versions(self, turn_id: str) -> tuple[Turn, ...]:
        """The turn and its siblings, oldest first."""
        parent = self.turn(turn_id).parent
        return tuple(turn for turn in self.turns.values() if turn.parent == parent)

    def add(self, turn: Turn) -> "Conversation":
        """With the turn as the new tip. Raises NotFound for an unknown parent, ValueError for an id that is taken."""
        if turn.parent is not None:
            self.turn(turn.parent)
        if turn.id in self.turns:
            raise ValueError(turn.id)
        return replace(self, turns=MappingProxyType({**self.turns, turn.id: turn}), tip=turn.id)

    def update(self, turn: Turn) -> "Conversation":
        """With the turn's state and message renewed (an answer that grows); its place stays."""
        if self.turn(turn.id).parent != turn.parent:
            raise ValueError(turn.id)
        return replace(self, turns=MappingProxyType({**self.turns, turn.id: turn}))

    def show(self, turn_id: str) -> "Conversation":
        """With the path going through this version, down to the newest turn below it."""
        self.turn(turn_id)
        newest = {turn.parent: turn.id for turn in self.turns.values()}
        at = turn_id
        while at in newest:
            at = newest[at]
        return replace(self, tip=at)
