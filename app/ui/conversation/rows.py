"""Turns of a chat as rows of the conversation view: the words of failures, versions, and what an answer took."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypedDict

from app.domain.answers.vote import vote
from app.domain.conversation import Conversation, ModelCall, Turn, TurnState
from app.domain.errors import MaruError
from app.domain.fault import from_fault
from app.domain.generation import CUT_SHORT, StopReason
from app.domain.message import Message
from app.domain.outcome import SampledPath, Vote
from app.domain.preset import OutputFormat, OutputKind
from app.ui.conversation.row import Remedy, Row, RowRole, Verdict
from app.words import failures
from app.words.catalog import _, n_
from app.words.numbers import count, duration, rate
from app.words.remedies import Remedy as RemedyId
from app.words.remedies import label

_SENTENCE_END: Final = re.compile(r"[.!?。！？]\s")

Families = Mapping[str | None, Sequence[str]]


def rows_of(conversation: Conversation, path: Iterable[Turn], *, system: str = "") -> list[Row]:
    """The shown path, with a line wherever the context could not hold all that was said before."""
    family = families(conversation)
    rows = [Row("system", RowRole.SYSTEM, system)] if system else []
    for turn in path:
        left_out = turn.call.left_out if turn.call else 0
        if left_out:
            rows.append(Row(f"{turn.id} left out", RowRole.NOTICE, _left_out(left_out)))
        rows.append(row_of(turn, family))
    return rows


def families(conversation: Conversation) -> Families:
    """The ids of the versions that answer the same turn, oldest first: looked up once for a whole chat."""
    found: defaultdict[str | None, list[str]] = defaultdict(list)
    for turn in conversation.turns.values():
        found[turn.parent].append(turn.id)
    return found


def row_of(turn: Turn, family: Families) -> Row:
    versions = family.get(turn.parent, (turn.id,))
    error, remedies = words_of(from_fault(turn.fault)) if turn.fault else ("", ())
    return Row(
        id=turn.id,
        role=RowRole(turn.message.role.value),
        text=turn.message.text,
        reasoning=turn.message.reasoning,
        state=turn.state,
        version=versions.index(turn.id) + 1 if turn.id in versions else 1,
        versions=max(1, len(versions)),
        note=" · ".join(filter(None, (_early_end(turn.call), speed(turn.call)))) if turn.call else "",
        error=error,
        remedies=remedies,
        **_judged(turn, turn.call or ModelCall("")),
    )


class _Judged(TypedDict):
    """What a preset adds to a row."""

    verdict: Verdict | None
    folds_text: bool
    paths: tuple[SampledPath, ...]
    drafts: tuple[str, ...]
    output: OutputFormat | None
    is_cut_short: bool


def _judged(turn: Turn, call: ModelCall) -> _Judged:
    verdict = None
    if call.paths:
        verdict = Verdict(call.answer, _vote_of(call.paths), is_early=call.is_early)
    elif call.has_rule and turn.state is TurnState.DONE:
        verdict = Verdict(call.answer)
    forced = call.preset.output if call.preset else OutputFormat()
    return _Judged(
        verdict=verdict,
        folds_text=bool(call.paths)
        or (forced.kind is not OutputKind.JSON_SCHEMA and _is_way(turn.message, call.answer)),
        paths=call.paths,
        drafts=call.drafts,
        output=None if forced.kind is OutputKind.FREE else forced,
        is_cut_short=call.stop_reason in CUT_SHORT,
    )


def _vote_of(paths: Sequence[SampledPath]) -> Vote:
    """Of those that came to their end."""
    return vote([path for path in paths if path.stop_reason != StopReason.CANCELLED], expected=len(paths))


def _is_way(message: Message, answer: str | None) -> bool:
    """Whether the text tells steps before the answer: where a model thinks aloud apart from it, they are there."""
    if not answer or message.reasoning:
        return False
    before, _found, _after = message.text.strip().rpartition(answer)
    return "\n" in before or len(_SENTENCE_END.findall(before)) > 0


def words_of(error: MaruError) -> tuple[str, tuple[Remedy, ...]]:
    """The sentence and its remedy; another try is always possible."""
    said = failures.sentence(error)
    first = (Remedy(said.remedy_id, said.remedy_label),) if said.remedy_id and said.remedy_label else ()
    again = Remedy(RemedyId.RETRY, label(RemedyId.RETRY))
    return said.text, first if said.remedy_id == RemedyId.RETRY else (*first, again)


def speed(call: ModelCall) -> str:
    """Empty while nothing was measured."""
    if not call.timings.decode_tps:
        return ""
    first = _("first token {time}").format(time=duration(call.timings.first_token_s))
    return f"{rate(call.timings.decode_tps)} · {first}"


def _early_end(call: ModelCall) -> str:
    if call.stop_reason == StopReason.LENGTH:
        return _("ended at the length that was set")
    return _("ended because the context is full") if call.stop_reason == StopReason.CONTEXT else ""


def _left_out(number: int) -> str:
    return n_(
        "{count} earlier message did not fit and was left out for this answer",
        "{count} earlier messages did not fit and were left out for this answer",
        number,
    ).format(count=count(number))
