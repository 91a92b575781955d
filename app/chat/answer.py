"""An answer as a turn of the chat: what came of a run, so far or at its end."""

from dataclasses import replace

from app.domain.conversation import ModelCall, Turn, TurnState
from app.domain.message import Message, Part, Reasoning, Role, Text
from app.domain.outcome import Outcome


def answered(turn: Turn, outcome: Outcome, state: TurnState, *, is_drafting: bool = False) -> Turn:
    """The turn with all that is known of the outcome. While it drafts, the answer itself has not begun."""
    message = Message(Role.ASSISTANT, (Text(""),)) if is_drafting else message_of(outcome)
    return replace(turn, message=message, state=state, call=call_of(outcome, turn.call or ModelCall("")), fault=None)


def message_of(outcome: Outcome) -> Message:
    """The path that stands for all."""
    path = outcome.path
    thought: tuple[Part, ...] = (Reasoning(path.reasoning),) if path.reasoning else ()
    return Message(Role.ASSISTANT, (*thought, Text(path.text)))


def call_of(outcome: Outcome, call: ModelCall) -> ModelCall:
    """The call with what came of it; its model, settings and preset stay."""
    path = outcome.path
    return replace(
        call,
        seed=path.seed,
        stop_reason=path.stop_reason,
        usage=outcome.usage,
        timings=outcome.timings,
        left_out=len(outcome.report.left_out) if outcome.report else 0,
        answer=path.answer,
        paths=outcome.paths if len(outcome.paths) > 1 else (),
        is_early=outcome.is_early,
        drafts=outcome.drafts,
    )
