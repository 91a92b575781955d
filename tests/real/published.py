"""The hyper-parameters of published models, one or more of each kind of memory that there is."""

from dataclasses import replace

from tests.real import blocks
from tests.real.sparse import Model

_RMS, _EPSILON = "attention.layer_norm_rms_epsilon", "attention.layer_norm_epsilon"


def _heads(heads: int, pairs: int, *, key: int = 0) -> dict[str, object]:
    given: dict[str, object] = {"attention.head_count": heads, "attention.head_count_kv": pairs, _RMS: 1e-5}
    return given | ({"attention.key_length": key, "attention.value_length": key} if key else {})


def _experts(count: int, used: int, *, wide: int) -> dict[str, object]:
    return {"expert_count": count, "expert_used_count": used, "expert_feed_forward_length": wide}


LLAMA_3_8B = Model(
    "Llama-3-8B", "llama", 128256, 32, 4096, 8192, {**_heads(32, 8), "feed_forward_length": 14336}, blocks.llama
)
MISTRAL_7B = replace(LLAMA_3_8B, name="Mistral-7B", vocabulary=32768, context=32768)
QWEN_2_5_7B = Model(
    "Qwen2.5-7B", "qwen2", 152064, 28, 3584, 32768, {**_heads(28, 4), "feed_forward_length": 18944}, blocks.qwen2
)
QWEN_3_30B = Model(
    "Qwen3-30B-A3B",
    "qwen3moe",
    151936,
    48,
    2048,
    40960,
    {
        **_heads(32, 4, key=128),
        "feed_forward_length": 6144,
        **_experts(128, 8, wide=768),
    },
    blocks.qwen3moe,
)
GPT_OSS_20B = Model(
    "gpt-oss-20b",
    "gpt-oss",
    201088,
    24,
    2880,
    131072,
    {
        **_heads(64, 8, key=64),
        "feed_forward_length": 2880,
        **_experts(32, 4, wide=2880),
        "attention.sliding_window": 128,
    },
    blocks.gpt_oss,
)
GEMMA_2_9B = Model(
    "Gemma-2-9B",
    "gemma2",
    256000,
    42,
    3584,
    8192,
    {
        **_heads(16, 8, key=256),
        "feed_forward_length": 14336,
        "attention.sliding_window": 4096,
        "attn_logit_softcapping": 50.0,
        "final_logit_softcapping": 30.0,
    },
    blocks.gemma,
    tied=True,
)
GEMMA_3_4B = Model(
    "Gemma-3-4B",
    "gemma3",
    262208,
    34,
    2560,
    131072,
    {**_heads(8, 4, key=256), "feed_forward_length": 10240, "attention.sliding_window": 1024},
    blocks.gemma,
    tied=True,
)
PHI_3_MINI = Model(
    "Phi-3-mini",
    "phi3",
    32064,
    32,
    3072,
    4096,
    {
        **_heads(32, 32),
        "feed_forward_length": 8192,
        "rope.dimension_count": 96,
        "attention.sliding_window": 2047,
    },
    blocks.phi3,
)
GPT_2 = Model(
    "GPT-2",
    "gpt2",
    50257,
    12,
    768,
    1024,
    {"attention.head_count": 12, "feed_forward_length": 3072, _EPSILON: 1e-5},
    blocks.gpt2,
    tied=True,
    other=(("position_embd.weight", (1024, 768)), ("output_norm.weight", (768,)), ("output_norm.bias", (768,))),
)
BLOOM_7B = Model(
    "BLOOM-7B1",
    "bloom",
    250880,
    30,
    4096,
    2048,
    {"attention.head_count": 32, "feed_forward_length": 16384, _EPSILON: 1e-5},
    blocks.gpt2,
    tied=True,
    other=tuple(
        (f"{name}.{part}", (4096,)) for name in ("token_embd_norm", "output_norm") for part in ("weight", "bias")
    ),
)
BERT_BASE = Model(
    "BERT-base",
    "bert",
    30522,
    12,
    768,
    512,
    {
        "attention.head_count": 12,
        "feed_forward_length": 3072,
        _EPSILON: 1e-12,
        "attention.causal": False,
        "pooling_type": 1,
    },
    blocks.bert,
    encoder=True,
    other=(
        ("token_types.weight", (2, 768)),
        ("position_embd.weight", (512, 768)),
        ("token_embd_norm.weight", (768,)),
        ("token_embd_norm.bias", (768,)),
    ),
)
MAMBA_3B = Model(
    "Mamba-2.8B",
    "mamba",
    50280,
    64,
    2560,
    2**20,
    {
        "attention.head_count": 0,
        "feed_forward_length": 0,
        _RMS: 1e-5,
        "ssm.conv_kernel": 4,
        "ssm.inner_size": 5120,
        "ssm.state_size": 16,
        "ssm.time_step_rank": 160,
    },
    blocks.mamba,
    tied=True,
)
LFM2_1B = Model(
    "LFM2-1.2B",
    "lfm2",
    65536,
    16,
    2048,
    128000,
    {
        "attention.head_count": 32,
        "attention.head_count_kv": [8 * (layer in {2, 5, 8, 10, 12, 14}) for layer in range(16)],
        "feed_forward_length": 8192,
        "shortconv.l_cache": 3,
        _RMS: 1e-5,
    },
    blocks.lfm2,
    tied=True,
    other=(("token_embd_norm.weight", (2048,)),),
)
DEEPSEEK_V2_LITE = Model(
    "DeepSeek-V2-Lite",
    "deepseek2",
    102400,
    27,
    2048,
    163840,
    {
        "attention.head_count": 16,
        "attention.head_count_kv": 1,
        "attention.kv_lora_rank": 512,
        "attention.key_length": 576,
        "attention.value_length": 512,
        "attention.key_length_mla": 192,
        "attention.value_length_mla": 128,
        "rope.dimension_count": 64,
        "feed_forward_length": 10944,
        "leading_dense_block_count": 1,
        "expert_shared_count": 2,
        **_experts(64, 6, wide=1408),
        _RMS: 1e-6,
    },
    blocks.deepseek2,
)
QWEN_3_5_9B = Model(
    "Qwen3.5-9B",
    "qwen35",
    248320,
    32,
    4096,
    262144,
    {
        **_heads(16, 4, key=256),
        _RMS: 1e-6,
        "feed_forward_length": 12288,
        "full_attention_interval": 4,
        "rope.dimension_count": 64,
        "rope.dimension_sections": [11, 11, 10, 0],
        "ssm.conv_kernel": 4,
        "ssm.inner_size": 4096,
        "ssm.state_size": 128,
        "ssm.time_step_rank": 32,
        "ssm.group_count": 16,
    },
    blocks.qwen35,
)
GRANITE_4_H_1B = Model(
    "Granite-4.0-H-1B",
    "granitehybrid",
    100352,
    40,
    1536,
    131072,
    {
        "attention.head_count": 12,
        "attention.head_count_kv": [4 * (layer in {5, 15, 25, 35}) for layer in range(40)],
        "feed_forward_length": 4096,
        "ssm.conv_kernel": 4,
        "ssm.inner_size": 3072,
        "ssm.state_size": 128,
        "ssm.time_step_rank": 48,
        "ssm.group_count": 1,
        _RMS: 1e-5,
    },
    blocks.granite_hybrid,
    tied=True,
)
GEMMA_4_E2B = Model(
    "Gemma-4-E2B",
    "gemma4",
    262144,
    35,
    1536,
    131072,
    {
        **_heads(8, 1, key=512),
        _RMS: 1e-6,
        "feed_forward_length": [6144] * 15 + [12288] * 20,
        "attention.key_length_swa": 256,
        "attention.value_length_swa": 256,
        "attention.sliding_window": 512,
        "attention.sliding_window_pattern": [(layer + 1) % 5 != 0 for layer in range(35)],
        "attention.shared_kv_layers": 20,
        "embedding_length_per_layer_input": 256,
        "final_logit_softcapping": 30.0,
    },
    blocks.gemma4,
    tied=True,
    other=(
        ("per_layer_token_embd.weight", (262144, 35 * 256)),
        ("per_layer_model_proj.weight", (35 * 256, 1536)),
        ("per_layer_proj_norm.weight", (256,)),
        ("output_norm.weight", (1536,)),
        ("rope_freqs.weight", (256,)),
    ),
)

MODELS = (
    LLAMA_3_8B,
    MISTRAL_7B,
    QWEN_2_5_7B,
    QWEN_3_30B,
    GPT_OSS_20B,
    GEMMA_2_9B,
    GEMMA_3_4B,
    PHI_3_MINI,
    GPT_2,
    BLOOM_7B,
    BERT_BASE,
    MAMBA_3B,
    LFM2_1B,
    DEEPSEEK_V2_LITE,
    QWEN_3_5_9B,
    GRANITE_4_H_1B,
    GEMMA_4_E2B,
)
