"""Model files of a few hundred kilobytes with random weights: architectures of which no real model is at hand."""

from collections.abc import Sequence
from pathlib import Path

import gguf
import numpy as np

from tests.real import tiny_vocabulary
from tests.real.tiny_vocabulary import Vocabulary

WIDTH, LAYERS = 32, 2
_BYTES = 256
_LETTERS = ["▁", *map(chr, range(33, 127))]
VOCABULARY = 3 + _BYTES + len(_LETTERS)


def write(
    path: Path, architecture: str, tensors: dict[str, np.ndarray], *, controls: Sequence[str] = (), **numbers: float
) -> Path:
    """A GGUF file with a SentencePiece vocabulary of single letters, the only tokens that the model ever chooses.

    controls are control tokens in the place of the last letters.
    """
    writer = gguf.GGUFWriter(path, architecture)
    add_numbers(writer, architecture, numbers)
    letters = _LETTERS[: len(_LETTERS) - len(controls)]
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(_BYTES)), *letters, *controls]
    kinds = [gguf.TokenType.UNKNOWN, *[gguf.TokenType.CONTROL] * 2]
    kinds += [*[gguf.TokenType.BYTE] * _BYTES, *[gguf.TokenType.NORMAL] * len(letters)]
    kinds += [gguf.TokenType.CONTROL] * len(controls)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([float(-index) for index in range(len(tokens))])
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_space_prefix(value=False)
    return finish(writer, tensors, path)


def llama(path: Path, *, trained_context: int = 512, head: int = 8, controls: Sequence[str] = ()) -> Path:
    """A transformer of the plainest kind; the length of its four heads says how much it remembers of a token."""
    wide = 2 * WIDTH
    tensors = _embedding()
    for layer in range(LAYERS):
        at = f"blk.{layer}."
        tensors |= {f"{at}{name}.weight": noise(4 * head, WIDTH) for name in ("attn_q", "attn_k", "attn_v")}
        tensors |= {f"{at}attn_output.weight": noise(WIDTH, 4 * head)}
        tensors |= {f"{at}ffn_gate.weight": noise(wide, WIDTH), f"{at}ffn_up.weight": noise(wide, WIDTH)}
        tensors |= {f"{at}ffn_down.weight": noise(WIDTH, wide)}
        tensors |= {f"{at}{name}.weight": np.ones(WIDTH, np.float32) for name in ("attn_norm", "ffn_norm")}
    return write(
        path,
        "llama",
        tensors,
        controls=controls,
        **{
            "context_length": trained_context,
            "feed_forward_length": wide,
            "attention.head_count": 4,
            "attention.key_length": head,
            "attention.value_length": head,
            "rope.dimension_count": head,
            "attention.layer_norm_rms_epsilon": 1e-5,
        },
    )


def mamba(path: Path) -> Path:
    """A recurrent model: its memory is one state a sequence, which cannot be cut."""
    inner, state, rank, kernel = 2 * WIDTH, 8, 4, 4
    tensors = _embedding()
    for layer in range(LAYERS):
        at = f"blk.{layer}."
        tensors |= {
            f"{at}attn_norm.weight": np.ones(WIDTH, np.float32),
            f"{at}ssm_in.weight": noise(2 * inner, WIDTH),
            f"{at}ssm_conv1d.weight": noise(inner, kernel),
            f"{at}ssm_conv1d.bias": noise(inner),
            f"{at}ssm_x.weight": noise(rank + 2 * state, inner),
            f"{at}ssm_dt.weight": noise(inner, rank),
            f"{at}ssm_dt.bias": noise(inner),
            f"{at}ssm_a": -np.abs(noise(inner, state)) - np.float32(0.1),
            f"{at}ssm_d": noise(inner),
            f"{at}ssm_out.weight": noise(WIDTH, inner),
        }
    return write(
        path,
        "mamba",
        tensors,
        controls=(),
        **{
            "context_length": 2048,
            "feed_forward_length": 0,
            "attention.head_count": 0,
            "attention.layer_norm_rms_epsilon": 1e-5,
            "ssm.conv_kernel": kernel,
            "ssm.inner_size": inner,
            "ssm.state_size": state,
            "ssm.time_step_rank": rank,
        },
    )


def bert(path: Path) -> Path:
    """An encoder with mean pooling."""
    context, wide = 128, 2 * WIDTH
    words = ("the", "river", "rises", "in", "hills", "and", "sea")
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *(f"▁{word}" for word in words), "ing", "s"]
    tensors = {
        "token_embd.weight": noise(len(tokens), WIDTH),
        "token_types.weight": noise(2, WIDTH),
        "position_embd.weight": noise(context, WIDTH),
        **_norm("token_embd_norm"),
    }
    for layer in range(LAYERS):
        at = f"blk.{layer}."
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            tensors |= {f"{at}{name}.weight": noise(WIDTH, WIDTH), f"{at}{name}.bias": noise(WIDTH)}
        tensors |= {f"{at}ffn_up.weight": noise(wide, WIDTH), f"{at}ffn_up.bias": noise(wide)}
        tensors |= {f"{at}ffn_down.weight": noise(WIDTH, wide), f"{at}ffn_down.bias": noise(WIDTH)}
        tensors |= _norm(f"{at}attn_output_norm") | _norm(f"{at}layer_output_norm")
    writer = gguf.GGUFWriter(path, "bert")
    numbers = {
        "context_length": context,
        "feed_forward_length": wide,
        "attention.head_count": 4,
        "attention.layer_norm_epsilon": 1e-5,
    }
    add_numbers(writer, "bert", numbers)
    writer.add_causal_attention(value=False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    writer.add_tokenizer_model("bert")
    writer.add_token_list(tokens)
    writer.add_token_types([gguf.TokenType.CONTROL] * 5 + [gguf.TokenType.NORMAL] * (len(tokens) - 5))
    writer.add_token_type_count(2)
    for index, name in enumerate(("padding", "unknown", "bos", "seperator", "mask")):  # (sic)
        writer.add_uint32(f"tokenizer.ggml.{name}_token_id", index)
    return finish(writer, tensors, path)


def lora(path: Path, *, width: int, layers: int, strength: float) -> Path:
    """An adapter over the output projections of a llama model."""
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, 4.0)
    tensors: dict[str, np.ndarray] = {}
    for layer in range(layers):
        at = f"blk.{layer}.attn_output.weight"
        tensors |= {f"{at}.lora_a": strength * noise(4, width), f"{at}.lora_b": strength * noise(width, 4)}
    return finish(writer, tensors, path)


def noise(*shape: int) -> np.ndarray:
    """The same for the same shape, in every run."""
    return np.random.default_rng(sum(shape)).normal(0, 0.4, shape).astype(np.float32)


def _embedding() -> dict[str, np.ndarray]:
    output = noise(VOCABULARY, WIDTH)
    output[: -len(_LETTERS)] = 0
    return {
        "token_embd.weight": noise(VOCABULARY, WIDTH),
        "output_norm.weight": np.ones(WIDTH, np.float32),
        "output.weight": output,
    }


def _norm(name: str) -> dict[str, np.ndarray]:
    return {f"{name}.weight": np.ones(WIDTH, np.float32), f"{name}.bias": np.zeros(WIDTH, np.float32)}


def add_numbers(writer: gguf.GGUFWriter, architecture: str, numbers: dict[str, float]) -> None:
    for key, number in {"embedding_length": WIDTH, "block_count": LAYERS, **numbers}.items():
        if isinstance(number, int):
            writer.add_uint32(f"{architecture}.{key}", int(number))
        else:
            writer.add_float32(f"{architecture}.{key}", number)


def finish(
    writer: gguf.GGUFWriter, tensors: dict[str, np.ndarray], path: Path, *, vocabulary: Vocabulary | None = None
) -> Path:
    """Writes the file; a vocabulary of another file comes after the keys of the writer."""
    for name, tensor in tensors.items():
        writer.add_tensor(name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    if vocabulary:
        tiny_vocabulary.write(writer, vocabulary)
    writer.write_tensors_to_file()
    writer.close()
    return path
