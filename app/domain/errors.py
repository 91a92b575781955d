"""What can go wrong in the world, as a tree of errors that carry facts; app/words turns them into sentences.

MaruError
├── ModelError                the file that was to be a model
│   ├── ModelMissing
│   ├── ModelUnreadable
│   ├── NotAModel
│   ├── ModelCutShort
│   ├── ModelTooNew
│   ├── ModelTooOld
│   ├── WrongByteOrder
│   ├── ModelDamaged
│   ├── UnknownArchitecture
│   ├── AdapterRefused
│   ├── PartMissing
│   ├── NotAlone
│   ├── AlreadyThere
│   ├── CannotQuantize
│   ├── NotMovedToBin
│   └── NotOurs
├── NoModels                  nothing to talk to at all
├── ProcessorTooOld           nothing here can run
├── EngineError               the child process that runs a model
│   ├── EngineDied
│   ├── EngineMismatch
│   ├── LoadRefused
│   ├── LoadCancelled
│   ├── ModelReplaced
│   ├── Stopped
│   └── OutOfMemory
├── RequestError              what the engine was asked for
│   ├── PromptTooLong
│   ├── TemplateFailed
│   ├── GrammarInvalid
│   ├── AdapterUnknown
│   ├── SettingOutOfRange
│   ├── NotForChat
│   ├── NotForEmbedding
│   └── EngineFault
├── StorageError              the data folder
│   ├── DiskFull
│   ├── FolderReadOnly
│   ├── NotAFolder
│   ├── FolderInUse
│   ├── DatabaseDamaged
│   ├── DatabaseTooNew
│   ├── DiskFailed
│   ├── SettingsDamaged
│   ├── SettingRefused
│   ├── DownloadsDamaged
│   └── WritingDamaged
├── NetworkError, DownloadError, SignatureError, ReleaseError   in network_errors.py
├── PackError                 in pack_errors.py
├── PresetError, Variable…, Pattern…   in preset_errors.py
└── NotFound                  a chat, message or model that was asked for by name

Facts are plain values (str, int, float, bool, None), so an error crosses the process border as ``Fault`` and back.
Failures of our own (bugs) are ordinary Python exceptions and are reported, never hidden.
"""

from dataclasses import asdict, dataclass

Fact = str | int | float | bool | None


@dataclass(eq=False)
class MaruError(Exception):
    """The root: a failure of the world that the person can be told about in one sentence."""

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in asdict(self).items())
        return f"{type(self).__name__}({facts})"


@dataclass(eq=False)
class ModelError(MaruError):
    path: str


@dataclass(eq=False)
class ModelMissing(ModelError):
    """No file is at the path."""


@dataclass(eq=False)
class ModelUnreadable(ModelError):
    """The system refuses to let us read it."""

    detail: str = ""


@dataclass(eq=False)
class NotAModel(ModelError):
    """The file does not begin like a GGUF file."""


@dataclass(eq=False)
class ModelCutShort(ModelError):
    """The file ends before its header says it should: an unfinished download or copy."""

    expected_bytes: int = 0
    actual_bytes: int = 0


@dataclass(eq=False)
class ModelTooNew(ModelError):
    """A GGUF version that this program does not know; 0: a kind of tensor or vocabulary that it does not know."""

    version: int = 0
    detail: str = ""


@dataclass(eq=False)
class ModelTooOld(ModelError):
    """A GGUF version of the first weeks of the format, which llama.cpp gave up."""

    version: int = 0


@dataclass(eq=False)
class WrongByteOrder(ModelError):
    """Written for big-endian processors."""


@dataclass(eq=False)
class ModelDamaged(ModelError):
    """The header contradicts itself."""

    detail: str = ""


@dataclass(eq=False)
class UnknownArchitecture(ModelError):
    """llama.cpp does not know this kind of network (yet)."""

    architecture: str = ""


@dataclass(eq=False)
class AdapterRefused(ModelError):
    """A LoRA file that does not belong to this base model."""

    detail: str = ""


@dataclass(eq=False)
class PartMissing(ModelError):
    """A split model of which one file is not there; path is that file's."""

    part: int = 0
    parts: int = 0


@dataclass(eq=False)
class NotAlone(ModelError):
    """The file belongs to another model; kind is adapter, projector, or part (not the first of a split model)."""

    kind: str = ""


@dataclass(eq=False)
class AlreadyThere(ModelError):
    """A file of this name lies there, which is not overwritten."""


@dataclass(eq=False)
class CannotQuantize(ModelError):
    """Its why: quantized (already, as detail), type (detail is none), same_file; "": detail is from the log."""

    why: str = ""
    detail: str = ""


@dataclass(eq=False)
class NotMovedToBin(ModelError):
    """The system has no bin for the disk that the file is on, or does not allow it."""

    detail: str = ""


@dataclass(eq=False)
class NotOurs(ModelError):
    """It is not deleted: source is the program that it belongs to, empty for what came with this one."""

    source: str = ""


@dataclass(eq=False)
class NoModels(MaruError):
    """No model is on this machine at all."""


@dataclass(eq=False)
class ProcessorTooOld(MaruError):
    """It lacks these instruction sets, or a virtual machine hides them."""

    missing: str
    is_virtual: bool = False


@dataclass(eq=False)
class EngineError(MaruError):
    pass


@dataclass(eq=False)
class EngineDied(EngineError):
    """The child process is gone; during is what it was doing: loading, evaluating, generating, idle."""

    exit_code: int | None = None
    signal: str | None = None
    during: str = "idle"
    log_tail: str = ""
    log_path: str = ""


@dataclass(eq=False)
class EngineMismatch(EngineError):
    """The child speaks another version of the protocol: a half-updated installation."""

    expected: int = 0
    actual: int = 0


@dataclass(eq=False)
class LoadRefused(EngineError):
    """llama.cpp would not load the model, for a reason found only in its log."""

    path: str = ""
    detail: str = ""


@dataclass(eq=False)
class LoadCancelled(EngineError):
    """The person stopped the loading."""


@dataclass(eq=False)
class ModelReplaced(EngineError):
    """Another model was chosen, or the same one was loaded anew (path), while this one worked."""

    path: str = ""


@dataclass(eq=False)
class Stopped(EngineError):
    """The person stopped some other long work: measuring threads, quantizing."""


@dataclass(eq=False)
class OutOfMemory(EngineError):
    """device has free_bytes, needed_bytes are wanted; 0 means unknown. what is "weights" where those alone are more."""

    device: str = "CPU"
    needed_bytes: int = 0
    free_bytes: int = 0
    what: str = ""


@dataclass(eq=False)
class RequestError(MaruError):
    pass


@dataclass(eq=False)
class PromptTooLong(RequestError):
    """tokens do not fit in context, and the policy may not, or cannot, leave anything out.

    trained is the largest context that the model was made for; 0 means unknown.
    """

    tokens: int = 0
    context: int = 0
    trained: int = 0


@dataclass(eq=False)
class TemplateFailed(RequestError):
    """Neither the model's own chat template nor the built-in one could render the messages."""

    detail: str = ""


@dataclass(eq=False)
class GrammarInvalid(RequestError):
    """A GBNF grammar or JSON schema that cannot be read; line and column from 1, 0 where they are unknown."""

    detail: str = ""
    line: int = 0
    column: int = 0


@dataclass(eq=False)
class AdapterUnknown(RequestError):
    name: str = ""


@dataclass(eq=False)
class SettingOutOfRange(RequestError):
    name: str = ""
    value: float = 0.0
    low: float = 0.0
    high: float = 0.0


@dataclass(eq=False)
class NotForChat(RequestError):
    """An encoder (BERT family): it embeds, it does not answer."""

    architecture: str = ""


@dataclass(eq=False)
class NotForEmbedding(RequestError):
    architecture: str = ""


@dataclass(eq=False)
class EngineFault(RequestError):
    """Our own failure inside the child while it served one request; detail is the traceback, for the report."""

    detail: str = ""


@dataclass(eq=False)
class StorageError(MaruError):
    path: str


@dataclass(eq=False)
class DiskFull(StorageError):
    needed_bytes: int = 0
    free_bytes: int = 0


@dataclass(eq=False)
class FolderReadOnly(StorageError):
    pass


@dataclass(eq=False)
class NotAFolder(StorageError):
    """A file stands where the folder should be, or one above it."""


@dataclass(eq=False)
class FolderInUse(StorageError):
    """Another window has this data folder open."""

    process: int = 0


@dataclass(eq=False)
class DatabaseDamaged(StorageError):
    """aside is where the damaged file is kept; empty: the damage was met just now, the next start mends it.

    backup is the file it was restored from, or empty when there is none; what the damaged file still held came along.
    """

    aside: str = ""
    backup: str = ""
    detail: str = ""


@dataclass(eq=False)
class DatabaseTooNew(StorageError):
    version: int = 0
    supported: int = 0


@dataclass(eq=False)
class DiskFailed(StorageError):
    """Reading or writing failed for another reason: a disk that was pulled out, or that breaks."""

    detail: str = ""


@dataclass(eq=False)
class SettingsDamaged(StorageError):
    detail: str = ""


@dataclass(eq=False)
class SettingRefused(StorageError):
    """A value in the settings file that cannot be used; the default holds instead."""

    name: str = ""
    value: str = ""


@dataclass(eq=False)
class DownloadsDamaged(StorageError):
    """The list of downloads cannot be read; aside is where it is kept. What was fetched is still there."""

    aside: str = ""
    detail: str = ""


@dataclass(eq=False)
class WritingDamaged(StorageError):
    """The text of the completion mode cannot be read; aside is where the file is kept."""

    aside: str = ""
    detail: str = ""


@dataclass(eq=False)
class NotFound(MaruError):
    """kind is chat, message, model, preset, pack, models, presets (several are called so), hub (no name of it) or gguf.

    name is what was asked for; near is what else it may have meant, one a line.
    """

    kind: str = ""
    name: str = ""
    near: str = ""
