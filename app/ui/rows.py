"""Turns of a chat as rows of the conversation view: the words of failures, versions, and what an answer took."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from app.domain.conversation import Conversation, ModelCall, Turn
from app.domain.errors import MaruError
from app.domain.fault import from_fault
from app.domain.generation import StopReason
from app.ui.conversation.row import Remedy, Row, RowRole
from app.words import failures
from app.words.catalog import _, n_
from app.words.numbers import count, duration, rate
from app.words.remedies import Remedy as RemedyId
from app.words.remedies import label

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
    )


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
