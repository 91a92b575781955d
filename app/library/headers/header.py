"""What a GGUF file says of itself, as a value that can be kept, compared and sent to another process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.loading import ModelKind
from app.library.headers.quantization import quantization_name

ENCODERS = frozenset(
    (
        *("bert", "modern-bert", "nomic-bert", "nomic-bert-moe", "neo-bert", "jina-bert-v2", "jina-bert-v3"),
        *("eurobert", "gemma-embedding", "t5encoder"),
    )
)


@dataclass(frozen=True)
class Skipped:
    """An array that is too long to keep."""

    items: int


Scalar = int | float | bool | str
Value = Scalar | tuple[Scalar, ...] | Skipped


@dataclass(frozen=True)
class Header:
    """size_bytes is the file's; bytes_by_type the weights' by the name of their type.

    bytes_by_part is theirs by where they belong: "blk.0" for a layer, "token_embd", "output" and so on for the rest.
    """

    path: str
    size_bytes: int
    version: int
    metadata: Mapping[str, Value]
    tensors: int
    parameters: int
    bytes_by_type: Mapping[str, int]
    bytes_by_part: Mapping[str, int]

    @property
    def architecture(self) -> str:
        return self.text("general.architecture")

    @property
    def name(self) -> str:
        return self.text("general.name").strip()

    @property
    def chat_template(self) -> str:
        return self.text("tokenizer.chat_template")

    @property
    def context_length(self) -> int:
        """What the model was trained for, in tokens; 0 when it does not say."""
        return self.number(f"{self.architecture}.context_length")

    @property
    def quantization(self) -> str:
        return quantization_name(self.metadata.get("general.file_type"), self.bytes_by_type)

    @property
    def kind(self) -> ModelKind:
        if self.architecture in ENCODERS or self.number(f"{self.architecture}.pooling_type") > 0:
            return ModelKind.EMBEDDING
        return ModelKind.CHAT if self.chat_template else ModelKind.BASE

    @property
    def is_adapter(self) -> bool:
        """A LoRA file: it changes a model, and is none."""
        return self.text("general.type") == "adapter"

    @property
    def is_projector(self) -> bool:
        """The eyes or ears of another model (mmproj)."""
        return self.text("general.type") == "mmproj" or self.architecture == "clip"

    def text(self, key: str) -> str:
        value = self.metadata.get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> int:
        value = self.metadata.get(key)
        return value if isinstance(value, int) else 0


def joined(headers: Sequence[Header]) -> Header:
    """A split model's parts as one: the first tells of the model, the weights lie in all of them."""
    return replace(
        headers[0],
        size_bytes=sum(header.size_bytes for header in headers),
        tensors=sum(header.tensors for header in headers),
        parameters=sum(header.parameters for header in headers),
        bytes_by_type=_sums([header.bytes_by_type for header in headers]),
        bytes_by_part=_sums([header.bytes_by_part for header in headers]),
    )


def _sums(tables: Sequence[Mapping[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for table in tables:
        for name, size in table.items():
            sums[name] = sums.get(name, 0) + size
    return sums
