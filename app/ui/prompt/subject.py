"""What the panel says of the turn that it shows: which one it is, and what is otherwise than one might think."""

from collections.abc import Callable

from app.domain.conversation import Conversation, Turn
from app.domain.message import Role
from app.words.catalog import _

_LONGEST = 200


def subject_words(turn: Turn | None, conversation: Conversation) -> str:
    """None is the message that is being written."""
    if turn is None:
        return _("For the message that you are writing")
    if turn.message.role is Role.ASSISTANT:
        asked = conversation.turns.get(turn.parent or "", turn)
        return _("For the answer to “{question}”").format(question=_begin(asked))
    return _("For the question “{question}”").format(question=_begin(turn))


def note_words(turn: Turn | None, model: str, *, name_of: Callable[[str], str], is_judged: bool) -> str:
    """In whose tokens it is shown (model is a path); is_judged: the probabilities of the answer are."""
    call = turn.call if turn else None
    if call and call.model not in {"", model}:
        words = _("The answer was written by {writer}; this is how {model} would read it.")
        words = words.format(writer=name_of(call.model), model=name_of(model))
    else:
        words = _("In the tokens of {model}.").format(model=name_of(model))
    if turn and is_judged and (turn.message.reasoning or (call and call.drafts)):
        words += " " + _("It is judged without the reasoning or the draft that stood before it.")
    return words


def _begin(turn: Turn) -> str:
    return " ".join(turn.message.text[:_LONGEST].split())
