"""What the place "Completion" says of the model that goes on, and of how fast it did."""

from collections.abc import Sequence

from app.chat.model import ModelState, Ready
from app.domain.loading import ModelKind
from app.engine.protocol import Finished
from app.library.shelf.catalog import ModelFile
from app.ui.header.model_words import name_of
from app.words.catalog import _
from app.words.numbers import duration, rate


def model_remark(state: ModelState, models: Sequence[ModelFile]) -> str:
    """Empty while none is loaded."""
    if not isinstance(state, Ready):
        return ""
    if state.model.kind is ModelKind.CHAT:
        text = _("{name} is an assistant: it goes on with a text too, though it was trained to answer.")
    else:
        text = _("{name} is a base model: it was trained to go on with texts.")
    return text.format(name=name_of(state.model.path, models))


def context_of(state: ModelState) -> int:
    """Tokens; 0 while none is loaded."""
    return state.model.context if isinstance(state, Ready) else 0


def speed_words(finished: Finished) -> str:
    """Empty where nothing was written."""
    timings = finished.timings
    if not timings.decode_tps:
        return ""
    return f"{rate(timings.decode_tps)} · " + _("first token {time}").format(time=duration(timings.first_token_s))
