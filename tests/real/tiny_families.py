"""A small model of each family that writes text: random layers over the family's real vocabulary.

Its head knows one sentence: whoever gives it the first token of `says` hears the others, one after another, to the end.
So what is answered shows whether prompt, vocabulary and end of turn are the family's own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import gguf
import numpy as np

import dev
from tests.real import tiny, tiny_vocabulary
from tests.real.packages import VOCABULARIES
from tests.real.tiny_vocabulary import Vocabulary

WIDTH, WIDE, LAYERS, CONTEXT = tiny.WIDTH, 2 * tiny.WIDTH, 2, 512
GPT2 = "ggml-vocab-gpt-2.gguf"
Tensors = dict[str, np.ndarray]


@dataclass(frozen=True)
class Family:
    """says: tokens by name, the last of which ends the answer. pre: how text is cut, where the file does not say."""

    architecture: str
    vocabulary: str
    says: tuple[str, ...]
    layer: Callable[[str], Tensors]
    whole: Callable[[], Tensors] = dict
    template: str = ""
    pre: str = ""
    eos: str = ""
    numbers: dict[str, float] = field(default_factory=dict)

    def read_vocabulary(self) -> Vocabulary:
        folder = VOCABULARIES.path()
        return tiny_vocabulary.read(folder / self.vocabulary if self.vocabulary else dev.BASE_MODEL.path())

    def read_template(self) -> str:
        path = VOCABULARIES.path() / "templates" / f"{self.template}.jinja"
        return path.read_text(encoding="utf-8") if self.template else ""


def write(path: Path, family: Family) -> Path:
    vocabulary = family.read_vocabulary()
    writer = gguf.GGUFWriter(path, family.architecture)
    writer.add_name(f"A tiny {family.architecture}")
    numbers: dict[str, float] = {
        "context_length": CONTEXT,
        "embedding_length": WIDTH,
        "block_count": LAYERS,
        "feed_forward_length": WIDE,
        "attention.head_count": 4,
        "attention.head_count_kv": 4,
        **family.numbers,
    }
    tiny.add_numbers(writer, family.architecture, numbers)
    replaced = {"chat_template"}
    if family.template:
        writer.add_chat_template(family.read_template())
    if family.pre:
        writer.add_tokenizer_pre(family.pre)
        replaced.add("ggml.pre")
    if family.eos:
        writer.add_eos_token_id(vocabulary.token(family.eos))
        replaced.add("ggml.eos_token_id")
    tensors = _speech([vocabulary.token(name) for name in family.says], size=len(vocabulary.tokens)) | family.whole()
    for layer in range(LAYERS):
        tensors |= family.layer(f"blk.{layer}.")
    return tiny.finish(writer, tensors, path, vocabulary=vocabulary.without(*replaced))


def _speech(says: list[int], *, size: int) -> Tensors:
    """Each token of the sentence points along an axis of its own, and the head leads from each to the next."""
    embedding = np.random.default_rng(7).normal(0, 1, (size, WIDTH)).astype(np.float16)
    output = np.zeros((size, WIDTH), np.float16)
    for axis, (token, following) in enumerate(pairwise(says)):
        embedding[token] = 0
        embedding[token, axis] = np.sqrt(WIDTH)
        output[following, axis] = 4
    return {"token_embd.weight": embedding, "output.weight": output, "output_norm.weight": _ones(WIDTH)}


def _ones(size: int) -> np.ndarray:
    return np.ones(size, np.float32)


def _faint(*shape: int) -> np.ndarray:
    """So little that the sentence is heard through it."""
    return tiny.noise(*shape) * np.float32(0.05)


def _with_bias(name: str, *shape: int) -> Tensors:
    return {f"{name}.weight": _faint(*shape), f"{name}.bias": _faint(shape[0])}


def _layer_norm(name: str) -> Tensors:
    return {f"{name}.weight": _ones(WIDTH), f"{name}.bias": np.zeros(WIDTH, np.float32)}


def _llama(at: str) -> Tensors:
    return {
        **{f"{at}attn_{name}.weight": _faint(WIDTH, WIDTH) for name in ("q", "k", "v", "output")},
        **{f"{at}ffn_{name}.weight": _faint(WIDE, WIDTH) for name in ("gate", "up")},
        f"{at}ffn_down.weight": _faint(WIDTH, WIDE),
        **{f"{at}{name}_norm.weight": _ones(WIDTH) for name in ("attn", "ffn")},
    }


def _qwen2(at: str) -> Tensors:
    return _llama(at) | {f"{at}attn_{name}.bias": _faint(WIDTH) for name in ("q", "k", "v")}


def _gemma3(at: str) -> Tensors:
    head = WIDTH // 4
    norms = {f"{at}{name}_norm.weight": np.float32(0.1) * _ones(WIDTH) for name in ("post_attention", "post_ffw")}
    return _llama(at) | norms | {f"{at}attn_{name}_norm.weight": _ones(head) for name in ("q", "k")}


def _phi3(at: str) -> Tensors:
    return {
        f"{at}attn_qkv.weight": _faint(3 * WIDTH, WIDTH),
        f"{at}attn_output.weight": _faint(WIDTH, WIDTH),
        f"{at}ffn_up.weight": _faint(2 * WIDE, WIDTH),
        f"{at}ffn_down.weight": _faint(WIDTH, WIDE),
        **{f"{at}{name}_norm.weight": _ones(WIDTH) for name in ("attn", "ffn")},
    }


def _gpt2(at: str) -> Tensors:
    return {
        **_with_bias(f"{at}attn_qkv", 3 * WIDTH, WIDTH),
        **_with_bias(f"{at}attn_output", WIDTH, WIDTH),
        **_with_bias(f"{at}ffn_up", WIDE, WIDTH),
        **_with_bias(f"{at}ffn_down", WIDTH, WIDE),
        **_layer_norm(f"{at}attn_norm"),
        **_layer_norm(f"{at}ffn_norm"),
    }


def _gpt2_whole() -> Tensors:
    return {"position_embd.weight": _faint(CONTEXT, WIDTH), **_layer_norm("output_norm")}


def _bloom_whole() -> Tensors:
    return {**_layer_norm("token_embd_norm"), **_layer_norm("output_norm")}


_HEADS = {"rope.dimension_count": WIDTH // 4, "attention.layer_norm_rms_epsilon": 1e-6}
LLAMA3 = Family(
    "llama",
    "ggml-vocab-llama-bpe.gguf",
    ("ĊĊ", "Hello", "Ġfriend", "!", "<|eot_id|>"),
    _llama,
    template="meta-llama-Llama-3.2-3B-Instruct",
    eos="<|eot_id|>",
    numbers=_HEADS | {"rope.freq_base": 500_000.0},
)
GEMMA = Family(  # Gemma-3's vocabulary is the base model's; the turns have been the same since the first Gemma
    "gemma3",
    "",
    ("\n", "Hello", "▁friend", "!", "<end_of_turn>"),
    _gemma3,
    template="google-gemma-2-2b-it",
    numbers=_HEADS | {"attention.key_length": 8, "attention.value_length": 8, "attention.sliding_window": 64},
)
PHI3 = Family(
    "phi3",
    "ggml-vocab-phi-3.gguf",
    ("<|assistant|>", "▁Hello", "▁friend", "!", "<|end|>"),  # its control tokens swallow the newline after them
    _phi3,
    template="microsoft-Phi-3.5-mini-instruct",
    numbers=_HEADS | {"rope.scaling.original_context_length": CONTEXT},
)
QWEN2 = Family(
    "qwen2",
    "ggml-vocab-qwen2.gguf",
    ("Ċ", "Hello", "Ġfriend", "!", "<|im_end|>"),
    _qwen2,
    template="Qwen-Qwen2.5-7B-Instruct",
    eos="<|im_end|>",
    numbers=_HEADS,
)
_RIVER = ("Ġriver", "Ġrises", "Ġin", "Ġthe", "Ġhills", ".", "<|endoftext|>")
GPT_2 = Family("gpt2", GPT2, _RIVER, _gpt2, _gpt2_whole, numbers={"attention.layer_norm_epsilon": 1e-5})
# BLOOM's own vocabulary comes with no package; this is GPT-2's, cut by BLOOM's rule.
BLOOM = Family("bloom", GPT2, _RIVER, _gpt2, _bloom_whole, pre="bloom", numbers={"attention.layer_norm_epsilon": 1e-5})
STARCODER = Family(
    "llama",
    "ggml-vocab-starcoder.gguf",
    ("<fim_middle>", "Ġreturn", "Ġa", "Ġ+", "Ġb", "<fim_pad>"),
    _llama,
    numbers=_HEADS,
)
