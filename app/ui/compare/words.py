"""What the place "Compare" says of a column: how far it is, what it took, and its answer as a row."""

from dataclasses import replace

from app.chat.comparing import ColumnState, Stage
from app.domain.conversation import ModelCall, Turn, TurnState
from app.domain.fault import to_fault
from app.domain.message import Message, assistant
from app.ui.conversation.row import Row, RowRole
from app.ui.conversation.rows import row_of
from app.words.catalog import _
from app.words.fits import fit_sentence
from app.words.numbers import duration, percent, rate, tokens

ROW = "answer"
GROWING = Row(ROW, RowRole.ASSISTANT, state=TurnState.STREAMING)
_STATES = {Stage.DONE: TurnState.DONE, Stage.STOPPED: TurnState.DONE, Stage.FAILED: TurnState.FAILED}
"""What was stopped cannot be continued here, and its status says that it was."""


def status(state: ColumnState) -> str:
    """How far it is while it is under way, and afterwards what it took."""
    if state.is_over:
        return fit_sentence(state.fit) if state.fit and state.stage is Stage.FAILED else _took(state)
    words = {
        Stage.WAITING: _("Waits for its turn"),
        Stage.LOADING: _("Loading the model: {percent}"),
        Stage.READING: _("Reading the question: {percent}"),
        Stage.WRITING: _("Answering"),
    }
    said = words[state.stage].format(percent=percent(state.fraction, 1))
    return f"{said}. {fit_sentence(state.fit)}" if state.fit and state.stage is Stage.LOADING else said


def row(state: ColumnState, message: Message | None, call: ModelCall) -> Row:
    """The answer at its end. What failed is tried again by asking all."""
    turn = Turn(
        ROW,
        None,
        message or assistant(""),
        0.0,
        state=_STATES[state.stage],
        call=call,
        fault=to_fault(state.error) if state.error and state.stage is Stage.FAILED else None,
    )
    return replace(row_of(turn, {}), remedies=(), note="")


def _took(state: ColumnState) -> str:
    """Whether it was stopped, time, tokens, tokens a second."""
    outcome = state.outcome
    parts = [_("Stopped")] if state.stage is Stage.STOPPED else []
    if outcome and outcome.usage.completion_tokens:
        parts += [duration(state.seconds), tokens(outcome.usage.completion_tokens)]
        if outcome.timings.decode_tps:
            parts.append(rate(outcome.timings.decode_tps))
    return " · ".join(parts)
