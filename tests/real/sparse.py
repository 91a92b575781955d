"""Full-size models as files with holes: true hyper-parameters, shapes and vocabulary sizes, and no weights on the disk.

A dry run of the engine reads headers only, so a 30-billion-parameter model costs a few megabytes and a second.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np
from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType

Shapes = dict[str, tuple[int, ...]]
"""By name, rows last as NumPy counts: (outputs, inputs)."""


@dataclass(frozen=True)
class Model:
    """A published model. layer gives the tensors of one block, other those outside of blocks."""

    name: str
    architecture: str
    vocabulary: int
    layers: int
    width: int
    context: int
    numbers: Mapping[str, object]
    layer: Callable[["Model", int], Shapes]
    tied: bool = False
    other: tuple[tuple[str, tuple[int, ...]], ...] = ()
    encoder: bool = False

    def number(self, key: str) -> int:
        value = self.numbers[key]
        assert isinstance(value, int)
        return value

    def at(self, key: str, layer: int) -> int:
        """One number for all layers, or one of each."""
        value = self.numbers[key]
        return value[layer] if isinstance(value, list) else self.number(key)

    def head(self, what: str) -> int:
        """The length of a key or a value."""
        given = self.numbers.get(f"attention.{what}_length")
        return given if isinstance(given, int) else self.width // self.number("attention.head_count")


def write(model: Model, folder: Path) -> Path:
    """The file, as large as the real one and almost empty on the disk."""
    path = folder / f"{model.name}.gguf"
    writer = gguf.GGUFWriter(path, model.architecture)
    numbers = {
        "block_count": model.layers,
        "embedding_length": model.width,
        "context_length": model.context,
        **model.numbers,
    }
    for key, value in numbers.items():
        _add(writer, f"{model.architecture}.{key}", value)
    _vocabulary(writer, model)
    size = 0
    for name, shape in _tensors(model).items():
        kind = _kind(name, shape)
        block, packed = GGML_QUANT_SIZES[kind]
        taken = int(np.prod(shape, dtype=np.int64)) // block * packed
        writer.add_tensor_info(name, shape, np.dtype(np.float16), taken, raw_dtype=kind)
        size += -(-taken // 32) * 32
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    writer.close()
    start = -(-path.stat().st_size // 32) * 32
    with path.open("r+b") as file:
        file.truncate(start + size)
    return path


def _add(writer: gguf.GGUFWriter, key: str, value: object) -> None:
    match value:
        case bool():
            writer.add_bool(key, value)
        case int():
            writer.add_uint32(key, value)
        case float():
            writer.add_float32(key, value)
        case list():
            writer.add_array(key, value)
        case _:
            raise TypeError(key)


def _vocabulary(writer: gguf.GGUFWriter, model: Model) -> None:
    """Words without meaning, as many as the model has."""
    count = model.vocabulary
    control = gguf.TokenType.CONTROL
    if model.encoder:
        special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        writer.add_tokenizer_model("bert")
        writer.add_token_type_count(2)
        kinds = [control] * len(special)
        for index, name in enumerate(("padding", "unknown", "bos", "seperator", "mask")):  # (sic)
            writer.add_uint32(f"tokenizer.ggml.{name}_token_id", index)
    else:
        special = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]
        writer.add_tokenizer_model("llama")
        kinds = [gguf.TokenType.UNKNOWN, control, control, *[gguf.TokenType.BYTE] * 256]
        writer.add_bos_token_id(1)
        writer.add_eos_token_id(2)
    words = count - len(special)
    writer.add_token_list([*special, *(f"▁{index:x}" for index in range(words))])
    writer.add_token_scores([0.0] * count)
    writer.add_token_types([*kinds, *[gguf.TokenType.NORMAL] * words])


def _tensors(model: Model) -> Shapes:
    found: Shapes = {"token_embd.weight": (model.vocabulary, model.width)}
    if not model.tied and not model.encoder:
        found["output.weight"] = (model.vocabulary, model.width)
    if not model.encoder and not any("norm" in name for name, _ in model.other):
        found["output_norm.weight"] = (model.width,)
    found |= dict(model.other)
    for index in range(model.layers):
        found |= {f"blk.{index}.{name}": shape for name, shape in model.layer(model, index).items()}
    return found


def _kind(name: str, shape: tuple[int, ...]) -> GGMLQuantizationType:
    """About what a Q4_K_M file holds."""
    if len(shape) == 1 or "ssm_a" in name or "ssm_d" in name or "conv" in name or "gate_inp" in name:
        return GGMLQuantizationType.F32
    if shape[-1] % 256:
        return GGMLQuantizationType.F16 if shape[-1] % 32 else GGMLQuantizationType.Q8_0
    return GGMLQuantizationType.Q6_K if name.startswith(("output", "token_embd")) else GGMLQuantizationType.Q4_K
