"""What went wrong and what to do about it: one sentence and one remedy for each error of the world."""

from collections import ChainMap
from dataclasses import asdict, dataclass
from pathlib import PurePath

from app.domain import errors as e
from app.words.catalog import _
from app.words.network_failures import downloads, network, network_by_facts, releases, signatures
from app.words.numbers import count, size
from app.words.pack_failures import packs, packs_by_facts
from app.words.preset_failures import presets, presets_by_facts
from app.words.remedies import Remedy, Table, Words, label

MOST_NAMES = 20
"""More than that nobody reads in a sentence."""


@dataclass(frozen=True)
class Sentence:
    """The remedy's label is what stands on the button, None where there is nothing to press."""

    text: str
    remedy_label: str | None = None
    remedy_id: str | None = None


def sentence(error: e.MaruError) -> Sentence:
    """Every class of domain/errors has its own; a test insists."""
    text, remedy = _words(error)
    text = text.format(**_facts(error))
    return Sentence(text, label(remedy), remedy.value) if remedy else Sentence(text)


def _facts(error: e.MaruError) -> dict[str, str]:
    """The error's facts as people read them; file is the name without its folder."""
    facts = {name: _fact(name, value) for name, value in asdict(error).items()}
    path = facts.get("path", "")
    return {**facts, "file": PurePath(path).name or path, "backup": PurePath(facts.get("backup", "")).name}


def _fact(name: str, value: e.Fact) -> str:
    match value:
        case int() if name.endswith("_bytes"):
            return size(value)
        case int() if name in {"tokens", "context", "trained", "most"}:
            return count(value)
        case float():
            return f"{value:g}"
    return str(value)


def _words(error: e.MaruError) -> Words:
    said = _by_file(error) if isinstance(error, e.ModelError) else _more_than_class(error)
    if said:
        return said
    tables = (
        _general(),
        _models(),
        _engine(),
        _requests(),
        _storage(),
        network(),
        downloads(),
        signatures(),
        releases(),
        presets(),
        packs(),
    )
    table = ChainMap(*map(dict, tables))
    return next(table[cls] for cls in type(error).__mro__ if cls in table)


def _more_than_class(error: e.MaruError) -> Words | None:
    return _by_facts(error) or network_by_facts(error) or presets_by_facts(error) or packs_by_facts(error)


def _by_file(error: e.ModelError) -> Words | None:
    """As _by_facts."""
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


def _by_facts(error: e.MaruError) -> Words | None:
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
        case e.DatabaseDamaged(aside="") | e.DatabaseDamaged(backup=""):
            said = _damage(error), Remedy.SHOW_FOLDER
        case e.PromptTooLong() if 0 < error.trained <= error.context:
            text = _("This is too long for the model: it has {tokens} tokens, and {context} is the most it can read.")
            said = text, Remedy.CHOOSE_MODEL
        case e.ProcessorTooOld(is_virtual=True):
            text = _(
                "Maru cannot run in this virtual machine: it hides what its processor can do ({missing}). "
                "Choose “host” as the type of its processor."
            )
            said = text, Remedy.NONE
        case e.NotFound():
            said = _absence(error), Remedy.NONE
    return said


def _damage(error: e.DatabaseDamaged) -> str:
    if not error.aside:
        return _("A part of “{path}” is damaged. Close Maru and open it again: then it is mended from a backup.")
    return _("The chats were damaged, and there is no backup. What could be read is here; “{aside}” is kept.")


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


def _absence(error: e.NotFound) -> str:
    texts = {
        "model": _("There is no model called “{name}”."),
        "models": _("More than one model is called “{name}”."),
        "hub": _("“{name}” names no model of Hugging Face. Write OWNER/NAME, or paste the address of its page."),
        "gguf": _("“{name}” has no GGUF file, and others do not run here. Look for one with GGUF in its name."),
        "chat": _("There is no chat “{name}”."),
        "pack": _("There is no pack called “{name}”."),
        "preset": _("There is no preset called “{name}”."),
        "presets": _("More than one preset is called “{name}”."),
    }
    text = texts.get(error.kind, _("There is no message “{name}”."))
    if not error.near:
        return text
    names = error.near.splitlines()
    near = ", ".join(f"“{name}”" for name in names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else "")
    return text + " " + _("Did you mean {names}?").replace("{names}", near.replace("{", "{{").replace("}", "}}"))


def _general() -> Table:
    return {
        e.MaruError: (_("Something went wrong. The log says more."), Remedy.OPEN_LOG),
        e.NoModels: (_("There is no model on this computer yet. Add a folder with GGUF files."), Remedy.ADD_FOLDER),
        e.ProcessorTooOld: (
            _("Maru cannot run on this computer: its processor is from before 2011 and lacks {missing}."),
            Remedy.NONE,
        ),
    }


def _models() -> Table:
    return {
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


def _engine() -> Table:
    return {
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


def _requests() -> Table:
    return {
        e.RequestError: (_("The model cannot do what was asked of it."), Remedy.CHANGE_SETTING),
        e.PromptTooLong: (
            _("This is too long for the model: it has {tokens} tokens, and {context} fit."),
            Remedy.LARGER_CONTEXT,
        ),
        e.TemplateFailed: (_("The model's chat template does not work."), Remedy.CHOOSE_MODEL),
        e.GrammarInvalid: (_("The required output format cannot be read: {detail}"), Remedy.CHANGE_SETTING),
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


def _storage() -> Table:
    return {
        e.StorageError: (_("Nothing could be saved in “{path}”."), Remedy.SHOW_FOLDER),
        e.DiskFull: (
            _("The disk is full: nothing can be saved in “{path}” until there is space again."),
            Remedy.FREE_SPACE,
        ),
        e.FolderReadOnly: (
            _("Nothing can be saved in “{path}”: the system does not allow it."),
            Remedy.SHOW_FOLDER,
        ),
        e.NotAFolder: (_("“{path}” is no folder, so nothing can be kept there."), Remedy.SHOW_FOLDER),
        e.FolderInUse: (
            _("Maru is already open with the chats in “{path}”. Use that window, or close it first."),
            Remedy.RETRY,
        ),
        e.DatabaseDamaged: (
            _("The chats were damaged and are restored from the backup “{backup}”. The damaged file is kept."),
            Remedy.SHOW_FOLDER,
        ),
        e.DatabaseTooNew: (
            _("The chats in “{path}” were saved by a newer version of Maru. Use that version."),
            Remedy.NONE,
        ),
        e.DiskFailed: (
            _("“{path}” could not be read or written: {detail}. Is the disk still there?"),
            Remedy.SHOW_FOLDER,
        ),
        e.SettingRefused: (
            _("The setting {name} cannot be “{value}”, so its usual value is used."),
            Remedy.CHANGE_SETTING,
        ),
        e.SettingsDamaged: (
            _("The settings could not be read, so the usual ones are used. The damaged file is kept."),
            Remedy.SHOW_FOLDER,
        ),
        e.WritingDamaged: (
            _("The text of the completion mode could not be read and is kept as “{aside}”. It begins anew."),
            Remedy.SHOW_FOLDER,
        ),
    }
