"""The tensors of one block of each architecture, by name and shape, as llama.cpp's loaders expect them."""

from tests.real.sparse import Model, Shapes


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
