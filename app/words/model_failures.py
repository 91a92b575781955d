"""What is wrong with a model file, in sentences."""

from app.domain import model_errors as e
from app.domain.errors import MaruError
from app.words.catalog import _
from app.words.remedies import Remedy, Table, Words


def models_by_facts(error: MaruError) -> Words | None:
    """For errors of which more is known than their class; None for the others."""
    said: Words | None = None
    match error:
        case e.ModelCutShort(expected_bytes=0):
            said = _("“{file}” is cut short. Download or copy it again."), Remedy.RESUME_DOWNLOAD
        case e.ModelTooNew(version=0):
            text = _("“{file}” is newer than this program and holds something that it cannot read yet.")
            said = text, Remedy.CHOOSE_MODEL
        case e.NotOurs(source=""):
            said = _("“{file}” came with Maru and cannot be deleted."), Remedy.NONE
        case e.NotAlone():
            said = _company(error), Remedy.CHOOSE_MODEL
        case e.CannotQuantize(why=why) if why:
            said = _no_quantizing(why), Remedy.NONE
    return said


def _company(error: e.NotAlone) -> str:
    texts = {
        "adapter": _("“{file}” is an adapter (LoRA). Choose its model, and add the adapter in that model's settings."),
        "projector": _("“{file}” only lets another model see pictures. Choose that model instead."),
        "part": _("“{file}” is one part of a model. Choose its first part."),
    }
    return texts.get(error.kind, _("“{file}” belongs to another model and cannot be used alone."))


def _no_quantizing(why: str) -> str:
    texts = {
        "quantized": _(
            "“{file}” is quantized already ({detail}). A copy of a copy loses more: start from the original."
        ),
        "same_file": _("A model cannot be quantized into its own file. Choose another name."),
    }
    return texts.get(why, _("“{detail}” is no type that a model can be quantized to."))


def models() -> Table:
    return {
        e.NoModels: (
            _("There is no model on this computer yet. Find one, or add a folder with GGUF files."),
            Remedy.FIND_MODEL,
        ),
        e.ModelError: (_("“{file}” cannot be used."), Remedy.CHOOSE_MODEL),
        e.ModelMissing: (
            _("The model file “{path}” is not there. Was it moved or deleted?"),
            Remedy.CHOOSE_MODEL,
        ),
        e.ModelUnreadable: (
            _("The system does not allow reading the model file “{path}” ({detail})."),
            Remedy.CHOOSE_MODEL,
        ),
        e.NotAModel: (_("“{file}” is not a model: it is no GGUF file."), Remedy.CHOOSE_MODEL),
        e.ModelCutShort: (
            _("“{file}” is cut short: {actual_bytes} of {expected_bytes} are there. Download or copy it again."),
            Remedy.RESUME_DOWNLOAD,
        ),
        e.ModelDamaged: (_("“{file}” is damaged. Download or copy it again."), Remedy.SHOW_FILE),
        e.ModelTooNew: (
            _("“{file}” is in a newer format (GGUF {version}) than this program can read."),
            Remedy.CHOOSE_MODEL,
        ),
        e.ModelTooOld: (
            _("“{file}” is in an old format (GGUF {version}) that is no longer read. Get a newer file of this model."),
            Remedy.CHOOSE_MODEL,
        ),
        e.WrongByteOrder: (
            _("“{file}” was made for another kind of processor. Get the usual file of this model."),
            Remedy.CHOOSE_MODEL,
        ),
        e.UnknownArchitecture: (
            _("“{file}” is a model of the kind “{architecture}”, which this program cannot run yet."),
            Remedy.CHOOSE_MODEL,
        ),
        e.AdapterRefused: (_("The adapter “{file}” does not fit this model."), Remedy.CHANGE_SETTING),
        e.PartMissing: (
            _(
                "The model has {parts} files, and number {part} of them is missing: “{file}”. "
                "Put it beside the others, or download the model again."
            ),
            Remedy.RESUME_DOWNLOAD,
        ),
        e.NotAlone: (_("“{file}” belongs to another model and cannot be used alone."), Remedy.CHOOSE_MODEL),
        e.AlreadyThere: (_("A model “{file}” is there already, in “{path}”."), Remedy.SHOW_FILE),
        e.CannotQuantize: (_("“{file}” could not be quantized: {detail}"), Remedy.OPEN_LOG),
        e.NotOurs: (_("“{file}” belongs to another program. Delete it there."), Remedy.SHOW_FILE),
        e.NotMovedToBin: (_("“{file}” could not be moved to the bin: {detail}"), Remedy.SHOW_FILE),
    }
