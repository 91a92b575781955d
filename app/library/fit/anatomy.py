"""What a GGUF header says of a model's build, as far as its memory depends on it.

Keys and their defaults are those of llama.cpp (llama-arch.cpp, load_hparams in llama-model.cpp and models/*.cpp).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from app.library.headers.header import ENCODERS, Header, Skipped

_MOST_LAYERS = 1024  # llama.cpp takes 512
_TEXT_DIFFUSION = frozenset(("dream", "llada", "llada-moe", "rnd1"))
_RECURRENT = frozenset(("mamba", "mamba2", "rwkv6", "rwkv6qwen2", "rwkv7", "arwkv7"))
_INTERVALS = frozenset(("qwen3next", "qwen35", "qwen35moe", "qwen4exp", "minimax-01"))
_UNGATED = frozenset(
    (
        *("gpt2", "bloom", "bert", "nomic-bert-moe", "starcoder", "starcoder2", "gptneox", "falcon", "mpt", "phi2"),
        *("codeshell", "nemotron", "nemotron_h", "nemotron_h_moe", "jais2", "apertus"),
    )
)
# One layer in so many sees everything, the others a window: (period, whether the first of each period sees everything).
_PERIODS: Mapping[str, tuple[int, bool]] = {
    "gemma3n": (5, False),
    "gemma3": (6, False),
    "plamo3": (8, False),
    **dict.fromkeys(("gpt-oss", "gemma2"), (2, False)),
    **dict.fromkeys(
        ("afmoe", "cohere2", "exaone-moe", "exaone4", "llama4", "mellum", "muse-glimmer", "olmo2"), (4, False)
    ),
    **dict.fromkeys(("cohere2moe", "laguna", "smallthinker"), (4, True)),
}
_WINDOWS: Mapping[str, int] = {"gemma2": 4096, "llama4": 8192, "exaone-moe": 128}  # of files that do not say


@dataclass(frozen=True)
class Layer:
    """One block. Lengths count numbers a token; window 0 looks back without end."""

    weights_bytes: int
    query: int
    key: int
    value: int
    heads: int
    out: int
    """What attention gives, before its output projection."""
    wide: int
    """The feed-forward's inner length, or that of one expert."""
    experts_used: int = 0
    shared_wide: int = 0
    window: int = 0
    state: int = 0
    """Numbers that each sequence keeps between tokens."""
    inner: int = 0
    """The inner length of a recurrent block."""
    keeps: bool = True
    """False when it reads the cache of an earlier layer, or has none."""
    latent: int = 0
    """MLA: the length of the compressed keys, which are values as well."""

    @property
    def attends(self) -> bool:
        """Whether tokens look at each other here; a layer with a running state may do that alone."""
        return self.key > 0 and (self.keeps or not self.state)


@dataclass(frozen=True)
class Anatomy:
    architecture: str
    layers: tuple[Layer, ...]
    width: int
    vocabulary: int
    trained_context: int
    experts: int
    is_encoder: bool
    caches: bool
    is_gated: bool
    input_bytes: int
    """Weights that stay in main memory: the embeddings of tokens and positions."""
    output_bytes: int
    tied_bytes: int
    """The embedding of tokens, when it is the output too."""

    @property
    def weights_bytes(self) -> int:
        return self.input_bytes + self.output_bytes + sum(layer.weights_bytes for layer in self.layers)


def anatomy_of(header: Header) -> Anatomy:
    """Of a file without layers (an adapter, a projector) only the weights."""
    number, parts = partial(_number, header), header.bytes_by_part
    count = min(max(0, number("block_count")), _MOST_LAYERS)
    inputs = ("token_embd", "position_embd", "token_types", "per_layer_token_embd")
    input_bytes = sum(parts.get(name, 0) for name in inputs)
    blocks = sum(parts.get(f"blk.{index}", 0) for index in range(count))
    return Anatomy(
        architecture=header.architecture,
        layers=tuple(_layer(header, index, count) for index in range(count)),
        width=number("embedding_length"),
        vocabulary=_vocabulary(header),
        trained_context=number("context_length"),
        experts=number("expert_count"),
        is_encoder=number("pooling_type") > 0
        or header.metadata.get(f"{header.architecture}.attention.causal") is False,
        caches=header.architecture not in ENCODERS | _TEXT_DIFFUSION,
        is_gated=header.architecture not in _UNGATED,
        input_bytes=input_bytes,
        output_bytes=sum(parts.values()) - input_bytes - blocks,
        tied_bytes=0 if "output" in parts or header.architecture in ENCODERS else parts.get("token_embd", 0),
    )


def _layer(header: Header, index: int, count: int) -> Layer:
    number = partial(_number, header, index=index)
    heads, pairs = number("attention.head_count"), number("attention.head_count_kv", number("attention.head_count"))
    window = _window(header, index)
    key, value = _head_lengths(header, heads, "_swa" if window else "")
    is_recurrent, attends = _ways(header, index, pairs)
    experts = number("expert_used_count") if index >= number("leading_dense_block_count") else 0
    expert_wide = number("expert_feed_forward_length") or number("feed_forward_length")
    latent = number("attention.kv_lora_rank") if number("attention.key_length_mla") else 0
    own = count - number("nextn_predict_layers")
    shared = number("attention.shared_kv_layers") or (count - 20 if header.architecture == "gemma3n" else 0)
    return Layer(
        weights_bytes=header.bytes_by_part.get(f"blk.{index}", 0),
        query=heads * (number("attention.key_length_mla") or key),
        key=pairs * key,
        value=0 if latent else pairs * value,
        heads=heads,
        out=heads * value,
        wide=expert_wide if experts else number("feed_forward_length"),
        experts_used=experts,
        shared_wide=_shared_wide(header, expert_wide),
        window=window,
        state=_state(header) if is_recurrent and index < own else 0,
        inner=number("ssm.inner_size") or number("embedding_length"),
        keeps=attends and index < min(own, count - shared),
        latent=latent,
    )


def _ways(header: Header, index: int, pairs: int) -> tuple[bool, bool]:
    """Whether the layer keeps a running state, and whether it attends to what was."""
    architecture = header.architecture
    if architecture in _RECURRENT:
        return True, False
    if architecture == "falcon-h1":
        return True, True
    if architecture in _INTERVALS:
        named = header.metadata.get(f"{architecture}.attention.recurrent_layers")
        interval = _number(header, "full_attention_interval") or 4
        is_recurrent = (
            bool(named[index]) if isinstance(named, tuple) and index < len(named) else (index + 1) % interval != 0
        )
        return is_recurrent, not is_recurrent
    if pairs:
        return False, True
    idles = architecture.startswith("nemotron_h") and _number(header, "feed_forward_length", index=index) > 0
    return not idles, False


def _window(header: Header, index: int) -> int:
    """How far this layer looks back, in tokens; 0 for everything."""
    architecture = header.architecture
    window = _number(header, "attention.sliding_window", _WINDOWS.get(architecture, 0))
    pattern = header.metadata.get(f"{architecture}.attention.sliding_window_pattern")
    if isinstance(pattern, tuple):
        return window if index < len(pattern) and pattern[index] else 0
    if architecture not in _PERIODS or (architecture == "exaone4" and _number(header, "block_count") != 64):
        return 0
    period, dense_first = _PERIODS[architecture]
    period = pattern if isinstance(pattern, int) and pattern > 0 else period
    sees_all = index % period == (0 if dense_first else period - 1)
    return 0 if sees_all else window


def _head_lengths(header: Header, heads: int, kind: str) -> tuple[int, int]:
    """Of a key and of a value; layers with a window may have their own."""
    usual = _number(header, "embedding_length") // heads if heads > 0 else 0
    key, value = (_number(header, f"attention.{what}_length", usual) for what in ("key", "value"))
    return _number(header, f"attention.key_length{kind}", key), _number(header, f"attention.value_length{kind}", value)


def _shared_wide(header: Header, expert_wide: int) -> int:
    return _number(header, "expert_shared_feed_forward_length") or _number(header, "expert_shared_count") * expert_wide


def _state(header: Header) -> int:
    """llama_hparams::n_embd_r and n_embd_s."""
    number = partial(_number, header)
    width, heads = number("embedding_length"), number("attention.head_count")
    if size := number("wkv.head_size"):
        return width * (number("token_shift_count", 2) + size)
    if cache := number("shortconv.l_cache"):
        return width * (cache - 1)
    if size := number("kda.head_dim"):
        return heads * size * (3 * (number("ssm.conv_kernel", 4) - 1) + size)
    if header.architecture == "minimax-01":
        return heads * number("attention.key_length") ** 2
    inner, state = number("ssm.inner_size"), number("ssm.state_size")
    grouped = 2 * number("ssm.group_count") * state
    return max(0, number("ssm.conv_kernel") - 1) * (inner + grouped) + inner * state


def _vocabulary(header: Header) -> int:
    match header.metadata.get("tokenizer.ggml.tokens"):
        case Skipped(items):
            return items
        case tuple() as tokens:
            return len(tokens)
    return _number(header, "vocab_size")


def _number(header: Header, key: str, default: int = 0, *, index: int = 0) -> int:
    """One of the architecture's own keys: a number for all layers or one of each."""
    value = header.metadata.get(f"{header.architecture}.{key}")
    if isinstance(value, tuple):
        value = value[index] if index < len(value) else None
    return max(0, value) if isinstance(value, int) else default
