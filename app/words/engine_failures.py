"""What went wrong where a model runs, in sentences."""

from app.domain import engine_errors as e
from app.domain.errors import MaruError
from app.words.catalog import _
from app.words.remedies import Remedy, Table, Words


def engine_by_facts(error: MaruError) -> Words | None:
    """For errors of which more is known than their class; None for the others."""
    said: Words | None = None
    match error:
        case e.EngineDied():
            said = _death(error), Remedy.RETRY
        case e.OutOfMemory(needed_bytes=0) | e.OutOfMemory(free_bytes=0):
            text = _("There is not enough memory for this model. Use a smaller context, or a smaller model.")
            said = text, Remedy.SMALLER_CONTEXT if error.device == "CPU" else Remedy.FEWER_LAYERS
        case e.OutOfMemory(device="CPU"):
            text = _("There is not enough memory for this model: {needed_bytes} are needed, {free_bytes} are free.")
            said = text, Remedy.CHOOSE_MODEL if error.what == "weights" else Remedy.SMALLER_CONTEXT
        case e.PromptTooLong() if 0 < error.trained <= error.context:
            text = _("This is too long for the model: it has {tokens} tokens, and {context} is the most it can read.")
            said = text, Remedy.CHOOSE_MODEL
        case e.ProcessorTooOld(is_virtual=True):
            text = _(
                "Maru cannot run in this virtual machine: it hides what its processor can do ({missing}). "
                "Choose “host” as the type of its processor."
            )
            said = text, Remedy.NONE
        case e.GrammarInvalid(line=line) if line:
            said = (
                _("The required output format cannot be read from line {line}, column {column} on: {detail}."),
                Remedy.CHANGE_SETTING,
            )
    return said


def _death(error: e.EngineDied) -> str:
    texts = {
        "loading": _("The model stopped unexpectedly while it was loaded."),
        "evaluating": _("The model stopped unexpectedly while it read the chat."),
        "generating": _("The model stopped unexpectedly while it answered. What it had written is kept."),
    }
    text = texts.get(error.during, _("The model stopped unexpectedly."))
    if error.signal == "SIGKILL":
        return text + " " + _("Perhaps memory ran out.")
    return text


def engine() -> Table:
    return {
        e.ProcessorTooOld: (
            _("Maru cannot run on this computer: its processor is from before 2011 and lacks {missing}."),
            Remedy.NONE,
        ),
        e.EngineError: (_("The model stopped working. Try again."), Remedy.RETRY),
        e.EngineMismatch: (
            _("Parts of this program are of different versions. Install it again."),
            Remedy.NONE,
        ),
        e.LoadRefused: (_("The model “{file}” could not be loaded. The log says why."), Remedy.OPEN_LOG),
        e.LoadCancelled: (_("Loading the model was stopped."), Remedy.RETRY),
        e.ModelReplaced: (
            _("The model was changed while it answered. What it had written is kept."),
            Remedy.RETRY,
        ),
        e.Stopped: (_("You stopped it. Nothing was changed."), Remedy.NONE),
        e.OutOfMemory: (
            _("There is not enough memory on {device}: {needed_bytes} are needed, {free_bytes} are free."),
            Remedy.FEWER_LAYERS,
        ),
    }


def requests() -> Table:
    return {
        e.RequestError: (_("The model cannot do what was asked of it."), Remedy.CHANGE_SETTING),
        e.PromptTooLong: (
            _("This is too long for the model: it has {tokens} tokens, and {context} fit."),
            Remedy.LARGER_CONTEXT,
        ),
        e.TemplateFailed: (_("The model's chat template does not work."), Remedy.CHOOSE_MODEL),
        e.GrammarInvalid: (_("The required output format cannot be read: {detail}."), Remedy.CHANGE_SETTING),
        e.AdapterUnknown: (_("The adapter “{name}” is not loaded."), Remedy.CHANGE_SETTING),
        e.SettingOutOfRange: (_("“{name}” cannot be {value}: it goes from {low} to {high}."), Remedy.CHANGE_SETTING),
        e.NotForChat: (
            _("This model compares texts and cannot answer. Choose a chat model."),
            Remedy.CHOOSE_MODEL,
        ),
        e.NotForEmbedding: (
            _("This model answers and cannot compare texts. Choose an embedding model."),
            Remedy.CHOOSE_MODEL,
        ),
        e.EngineFault: (
            _("The program made a mistake while the model worked. The log says more."),
            Remedy.OPEN_LOG,
        ),
    }
