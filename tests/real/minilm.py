"""Encoders as they are published (safetensors, tokenizer.json), and what a GGUF file of them is."""

import json
import struct
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np
from tokenizers import Tokenizer

from tests.real import tiny
from tests.real.packages import ENCODER

Weights = dict[str, np.ndarray]
MEAN, CLS = gguf.PoolingType.MEAN, gguf.PoolingType.CLS
_WORD_PIECE = {"cls": "[CLS]", "seperator": "[SEP]", "padding": "[PAD]", "unknown": "[UNK]", "mask": "[MASK]"}  # (sic)
_BYTE_PAIRS = {
    "bos": "<s>",
    "eos": "</s>",
    "seperator": "</s>",
    "padding": "<pad>",
    "unknown": "<unk>",
    "mask": "<mask>",
}


@dataclass(frozen=True)
class Encoder:
    """A model of BERT's kind under the names of its publisher; of its weights, those that embedding needs.

    first_position is where positions begin: RoBERTa keeps the first two rows for padding.
    """

    weights: Weights
    tokenizer: Tokenizer
    heads: int
    epsilon: float
    pooling: gguf.PoolingType
    first_position: int = 0

    @property
    def layers(self) -> int:
        return sum(name.endswith("attention.self.query.weight") for name in self.weights)

    @property
    def context(self) -> int:
        return len(self.weights["embeddings.position_embeddings.weight"]) - self.first_position


def all_minilm() -> Encoder:
    """all-MiniLM-L6-v2: six layers, a mean over the tokens."""
    config = json.loads((ENCODER.path() / "config.json").read_bytes())
    return Encoder(
        _safetensors(ENCODER.path() / "model.safetensors"),
        tokenizer(),
        heads=config["num_attention_heads"],
        epsilon=config["layer_norm_eps"],
        pooling=MEAN,
    )


def tokenizer() -> Tokenizer:
    """BERT's own, uncased."""
    found = Tokenizer.from_file(str(ENCODER.path() / "tokenizer.json"))
    found.no_padding()
    found.no_truncation()
    return found


def _safetensors(path: Path) -> Weights:
    """The tensors of a file, which must be of 32 bits: a length, a header in JSON, and the numbers."""
    raw = path.read_bytes()
    (size,) = struct.unpack_from("<Q", raw)
    header = json.loads(raw[8 : 8 + size])
    header.pop("__metadata__", None)
    return {
        name: np.frombuffer(raw[8 + size + entry["data_offsets"][0] : 8 + size + entry["data_offsets"][1]], "<f4")
        .reshape(entry["shape"])
        .astype(np.float32)
        for name, entry in header.items()
        if entry["dtype"] == "F32" and not name.startswith("pooler.")
    }


def convert(path: Path, encoder: Encoder) -> Path:
    """Writes the encoder as llama.cpp reads it, with weights as precise as they are."""
    writer = gguf.GGUFWriter(path, "bert")
    width = encoder.weights["embeddings.word_embeddings.weight"].shape[1]
    numbers: dict[str, float] = {
        "context_length": encoder.context,
        "embedding_length": width,
        "block_count": encoder.layers,
        "feed_forward_length": len(encoder.weights["encoder.layer.0.intermediate.dense.weight"]),
        "attention.head_count": encoder.heads,
        "attention.layer_norm_epsilon": encoder.epsilon,
    }
    tiny.add_numbers(writer, "bert", numbers)
    writer.add_causal_attention(value=False)
    writer.add_pooling_type(encoder.pooling)
    writer.add_token_type_count(len(encoder.weights["embeddings.token_type_embeddings.weight"]))
    _add_vocabulary(writer, encoder.tokenizer)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.BERT, encoder.layers)
    tensors: Weights = {}
    for name, tensor in encoder.weights.items():
        found = names.get_name(name, try_suffixes=(".weight", ".bias"))
        tensors[found or name] = tensor[encoder.first_position :] if "position_embeddings" in name else tensor
    return tiny.finish(writer, tensors, path)


def _add_vocabulary(writer: gguf.GGUFWriter, tokenizer: Tokenizer) -> None:
    ids = tokenizer.get_vocab()
    tokens = sorted(ids, key=ids.__getitem__)
    names = _WORD_PIECE if "[CLS]" in ids else _BYTE_PAIRS
    special = set(names.values())
    kinds = [gguf.TokenType.CONTROL if token in special else gguf.TokenType.NORMAL for token in tokens]
    if names is _WORD_PIECE:  # a word's beginning is marked, where the publisher marks its continuation
        tokens = [token if token in special else token[2:] if token[:2] == "##" else f"▁{token}" for token in tokens]
        writer.add_tokenizer_model("bert")
    else:
        writer.add_tokenizer_model("gpt2")
        writer.add_tokenizer_pre("roberta-bpe")
        writer.add_add_bos_token(value=True)
        writer.add_add_eos_token(value=True)
        writer.add_token_merges([" ".join(pair) for pair in json.loads(tokenizer.to_str())["model"]["merges"]])
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    for name, token in names.items():
        writer.add_uint32(f"tokenizer.ggml.{name}_token_id", ids[token])
