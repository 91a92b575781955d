"""What can go wrong with model files, as branches of the tree in errors.py.

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
"""

from dataclasses import dataclass

from app.domain.errors import MaruError


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
