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


# --- blocks ---


def _attention(model: Model, index: int) -> Shapes:
    heads, pairs = model.at("attention.head_count", index), model.at("attention.head_count_kv", index)
    key, value = model.head("key"), model.head("value")
    return {
        "attn_norm.weight": (model.width,),
        "attn_q.weight": (heads * key, model.width),
        "attn_k.weight": (pairs * key, model.width),
        "attn_v.weight": (pairs * value, model.width),
        "attn_output.weight": (model.width, heads * value),
    }


def _feed_forward(model: Model, index: int) -> Shapes:
    wide = model.at("feed_forward_length", index)
    return {
        "ffn_norm.weight": (model.width,),
        "ffn_gate.weight": (wide, model.width),
        "ffn_up.weight": (wide, model.width),
        "ffn_down.weight": (model.width, wide),
    }


def llama(model: Model, index: int) -> Shapes:
    return _attention(model, index) | _feed_forward(model, index)


def qwen2(model: Model, index: int) -> Shapes:
    biases = {f"attn_{one}.bias": _attention(model, index)[f"attn_{one}.weight"][:1] for one in "qkv"}
    return llama(model, index) | biases


def _head_norms(model: Model) -> Shapes:
    return {"attn_q_norm.weight": (model.head("key"),), "attn_k_norm.weight": (model.head("key"),)}


def gemma(model: Model, index: int) -> Shapes:
    norms: Shapes = {"post_attention_norm.weight": (model.width,), "post_ffw_norm.weight": (model.width,)}
    return llama(model, index) | norms | (_head_norms(model) if model.architecture == "gemma3" else {})


def _experts(model: Model) -> Shapes:
    experts, wide = model.number("expert_count"), model.number("expert_feed_forward_length")
    return {
        "ffn_gate_inp.weight": (experts, model.width),
        "ffn_gate_exps.weight": (experts, wide, model.width),
        "ffn_up_exps.weight": (experts, wide, model.width),
        "ffn_down_exps.weight": (experts, model.width, wide),
    }


def qwen3moe(model: Model, index: int) -> Shapes:
    return _attention(model, index) | _head_norms(model) | {"ffn_norm.weight": (model.width,)} | _experts(model)


def gpt_oss(model: Model, index: int) -> Shapes:
    experts, wide = model.number("expert_count"), model.number("expert_feed_forward_length")
    weights = _attention(model, index) | {"post_attention_norm.weight": (model.width,)} | _experts(model)
    biases = {f"{name[:-7]}.bias": shape[:-1] for name, shape in weights.items() if len(shape) > 1}
    sinks: Shapes = {"attn_sinks.weight": (model.number("attention.head_count"),)}
    assert biases["ffn_up_exps.bias"] == (experts, wide)
    return weights | biases | sinks


def phi3(model: Model, index: int) -> Shapes:
    wide = model.number("feed_forward_length")
    return {
        "attn_norm.weight": (model.width,),
        "attn_qkv.weight": (3 * model.width, model.width),
        "attn_output.weight": (model.width, model.width),
        "ffn_norm.weight": (model.width,),
        "ffn_up.weight": (2 * wide, model.width),
        "ffn_down.weight": (model.width, wide),
    }


def gpt2(model: Model, index: int) -> Shapes:
    wide, width = model.number("feed_forward_length"), model.width
    weights: Shapes = {
        "attn_qkv.weight": (3 * width, width),
        "attn_output.weight": (width, width),
        "ffn_up.weight": (wide, width),
        "ffn_down.weight": (width, wide),
    }
    biases = {name.replace("weight", "bias"): shape[:1] for name, shape in weights.items()}
    return weights | biases | _norms("attn_norm", "ffn_norm", width=width)


def bert(model: Model, index: int) -> Shapes:
    wide, width = model.number("feed_forward_length"), model.width
    weights: Shapes = {f"attn_{one}.weight": (width, width) for one in ("q", "k", "v", "output")}
    weights |= {"ffn_up.weight": (wide, width), "ffn_down.weight": (width, wide)}
    biases = {name.replace("weight", "bias"): shape[:1] for name, shape in weights.items()}
    return weights | biases | _norms("attn_output_norm", "layer_output_norm", width=width)


def mamba(model: Model, index: int) -> Shapes:
    inner, state, rank = (model.number(f"ssm.{key}") for key in ("inner_size", "state_size", "time_step_rank"))
    return {
        "attn_norm.weight": (model.width,),
        "ssm_in.weight": (2 * inner, model.width),
        "ssm_conv1d.weight": (inner, model.number("ssm.conv_kernel")),
        "ssm_conv1d.bias": (inner,),
        "ssm_x.weight": (rank + 2 * state, inner),
        "ssm_dt.weight": (inner, rank),
        "ssm_dt.bias": (inner,),
        "ssm_a": (inner, state),
        "ssm_d": (inner,),
        "ssm_out.weight": (model.width, inner),
    }


def lfm2(model: Model, index: int) -> Shapes:
    width = model.width
    if model.at("attention.head_count_kv", index):
        return llama(model, index) | _head_norms(model)
    return {
        **_feed_forward(model, index),
        "attn_norm.weight": (width,),
        "shortconv.conv.weight": (width, model.number("shortconv.l_cache")),
        "shortconv.in_proj.weight": (3 * width, width),
        "shortconv.out_proj.weight": (width, width),
    }


def qwen35(model: Model, index: int) -> Shapes:
    """Three layers of a gated delta net, then one of attention with a gate."""
    keys = model.number("ssm.state_size") * model.number("ssm.group_count")
    values, ranks = model.number("ssm.inner_size"), model.number("ssm.time_step_rank")
    found = _feed_forward(model, index) | {"attn_norm.weight": (model.width,)}
    found["post_attention_norm.weight"] = found.pop("ffn_norm.weight")
    if (index + 1) % model.number("full_attention_interval") == 0:
        attention = _attention(model, index)
        rows, width = attention["attn_q.weight"]
        return found | attention | _head_norms(model) | {"attn_q.weight": (2 * rows, width)}
    return {
        **found,
        "attn_qkv.weight": (2 * keys + values, model.width),
        "attn_gate.weight": (values, model.width),
        "ssm_conv1d.weight": (2 * keys + values, model.number("ssm.conv_kernel")),
        "ssm_dt.bias": (ranks,),
        "ssm_a": (ranks,),
        "ssm_alpha.weight": (ranks, model.width),
        "ssm_beta.weight": (ranks, model.width),
        "ssm_norm.weight": (model.number("ssm.state_size"),),
        "ssm_out.weight": (model.width, values),
    }


def granite_hybrid(model: Model, index: int) -> Shapes:
    """Mamba 2 in most layers."""
    if model.at("attention.head_count_kv", index):
        return llama(model, index)
    inner, ranks = model.number("ssm.inner_size"), model.number("ssm.time_step_rank")
    convolved = inner + 2 * model.number("ssm.group_count") * model.number("ssm.state_size")
    return {
        **_feed_forward(model, index),
        "attn_norm.weight": (model.width,),
        "ssm_in.weight": (inner + convolved + ranks, model.width),
        "ssm_conv1d.weight": (convolved, model.number("ssm.conv_kernel")),
        "ssm_conv1d.bias": (convolved,),
        "ssm_dt.bias": (ranks,),
        "ssm_a": (ranks, 1),
        "ssm_d": (ranks, 1),
        "ssm_norm.weight": (model.number("ssm.group_count"), inner // model.number("ssm.group_count")),
        "ssm_out.weight": (model.width, inner),
    }


def gemma4(model: Model, index: int) -> Shapes:
    """The last layers read what earlier ones keep; each layer has an embedding of every token of its own."""
    small, width = model.number("embedding_length_per_layer_input"), model.width
    pattern = model.numbers["attention.sliding_window_pattern"]
    assert isinstance(pattern, list)
    key = model.number("attention.key_length_swa") if pattern[index] else model.head("key")
    heads, pairs = model.number("attention.head_count"), model.number("attention.head_count_kv")
    names = ("attn_norm", "post_attention_norm", "post_ffw_norm", "post_norm")
    return {
        **{f"{name}.weight": (width,) for name in names},
        **_feed_forward(model, index),
        "attn_q.weight": (heads * key, width),
        "attn_k.weight": (pairs * key, width),
        "attn_v.weight": (pairs * key, width),
        "attn_output.weight": (width, heads * key),
        "attn_q_norm.weight": (key,),
        "attn_k_norm.weight": (key,),
        "inp_gate.weight": (small, width),
        "proj.weight": (width, small),
    }


def deepseek2(model: Model, index: int) -> Shapes:
    heads, rank = model.number("attention.head_count"), model.number("attention.kv_lora_rank")
    rope, key = model.number("rope.dimension_count"), model.number("attention.key_length_mla")
    value, width = model.number("attention.value_length_mla"), model.width
    shared = model.number("expert_shared_count") * model.number("expert_feed_forward_length")
    attention: Shapes = {
        "attn_norm.weight": (width,),
        "attn_q.weight": (heads * key, width),
        "attn_kv_a_norm.weight": (rank,),
        "attn_kv_a_mqa.weight": (rank + rope, width),
        "attn_k_b.weight": (heads, rank, key - rope),
        "attn_v_b.weight": (heads, value, rank),
        "attn_output.weight": (width, heads * value),
    }
    if index < model.number("leading_dense_block_count"):
        return attention | _feed_forward(model, index)
    both: Shapes = {
        "ffn_norm.weight": (width,),
        "ffn_gate_shexp.weight": (shared, width),
        "ffn_up_shexp.weight": (shared, width),
        "ffn_down_shexp.weight": (width, shared),
    }
    return attention | both | _experts(model)


def _norms(*names: str, width: int) -> Shapes:
    return {f"{name}.{part}": (width,) for name in names for part in ("weight", "bias")}
