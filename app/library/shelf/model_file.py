"""A model on this machine, and all of them, as the faces show them."""

from dataclasses import dataclass
from pathlib import Path

from app.domain.loading import ModelKind
from app.domain.model_errors import ModelError
from app.library.headers.architectures import ARCHITECTURES


@dataclass(frozen=True)
class ModelFile:
    """One model as its header describes it. path is the first of its parts; size_bytes is of all of them."""

    path: Path
    name: str
    size_bytes: int
    architecture: str
    parameters: int
    quantization: str
    context_length: int
    kind: ModelKind
    parts: tuple[Path, ...]
    source: str = ""
    """The program whose folder it lies in (library/shelf/folders.py), empty for none."""
    is_ours: bool = True
    """Whether it may be deleted: not what belongs to another program, or came with this one."""
    projector: Path | None = None
    """What it sees or hears with."""

    @property
    def can_run(self) -> bool:
        """Whether the llama.cpp of this program knows such networks."""
        return self.architecture in ARCHITECTURES


@dataclass(frozen=True)
class Shelf:
    """All that was found: what can be talked to, what belongs to other models, and what is no whole model."""

    models: tuple[ModelFile, ...] = ()
    adapters: tuple[ModelFile, ...] = ()
    projectors: tuple[ModelFile, ...] = ()
    refused: tuple[ModelError, ...] = ()
