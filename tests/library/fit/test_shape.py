"""What a model keeps between tokens, reckoned by hand."""

import pytest

from app.domain.loading import LONGEST_CONTEXT, LoadSettings
from app.library.fit.anatomy import anatomy_of
from app.library.fit.shape import cache_bytes, shape_of
from app.library.headers.header import Header
from tests.library.fit.headers import header

F16, F32 = 2, 4
TOKEN = 2 * 2 * 16  # numbers that a layer keeps of a token: keys and values of two heads


def kept(of: Header, **settings: object) -> list[int]:
    """Bytes of each layer."""
    anatomy = anatomy_of(of)
    shape = shape_of(anatomy, LoadSettings(**{"sequences": 1, "context": 1024, **settings}))  # type: ignore[arg-type]  # each test names what it needs
    return [cache_bytes(anatomy, layer, shape) for layer in anatomy.layers]


def test_every_layer_keeps_keys_and_values_of_every_token() -> None:
    assert kept(header()) == [1024 * TOKEN * F16] * 4
    assert kept(header(), context=2048) == [2048 * TOKEN * F16] * 4


def test_cells_come_in_hundreds_and_never_beyond_what_was_trained() -> None:
    assert kept(header(), context=1000) == kept(header(), context=1024)
    assert kept(header(), context=10**6) == kept(header(), context=4096) == kept(header(), context=0)


def test_a_context_beyond_all_measure_is_not_believed() -> None:
    shape = shape_of(anatomy_of(header(context_length=2**31)), LoadSettings(context=0))
    assert shape.context == LONGEST_CONTEXT


@pytest.mark.parametrize(("kind", "row"), [("f16", 64), ("f32", 128), ("q8_0", 34), ("q4_0", 18), ("q5_1", 24)])
def test_the_type_of_the_cache_counts_in_whole_blocks(kind: str, row: int) -> None:
    assert kept(header(), cache_type_k=kind, cache_type_v=kind) == [1024 * 2 * row] * 4
    assert kept(header(), cache_type_k=kind) == [1024 * (row + 64)] * 4


def test_a_window_is_held_once_for_each_sequence_and_never_longer_than_the_context() -> None:
    gemma = header("gemma2", attention__sliding_window=256)
    whole, window = 4096 * TOKEN * F16, 512 + 256
    assert kept(gemma, context=4096) == [window * TOKEN * F16, whole] * 2
    assert kept(gemma, context=4096, sequences=4) == [(512 + 4 * 256) * TOKEN * F16, whole] * 2
    assert kept(gemma, context=4096, sequences=16) == [whole] * 4
    assert kept(header(attention__sliding_window=256)) == kept(header())  # this architecture does not slide


def test_which_layers_slide_is_said_by_the_file_or_by_the_architecture() -> None:
    near, far = (512 + 256) * TOKEN * F16, 4096 * TOKEN * F16
    pattern = (True, True, False, True)
    said = header("gpt-oss", attention__sliding_window=256, attention__sliding_window_pattern=pattern)
    assert kept(said, context=4096) == [near if slides else far for slides in pattern]
    thirds = header("gemma3", attention__sliding_window=256, attention__sliding_window_pattern=3)
    assert kept(thirds, context=4096) == [near, near, far, near]
    first_far = header("smallthinker", layers=5, attention__sliding_window=256)
    assert kept(first_far, context=4096) == [far, near, near, near, far]
    assert kept(header("gemma2"), context=4096) == [4096 * TOKEN * F16] * 4  # 4096 where it does not say


def test_sliding_layers_may_have_heads_of_another_length() -> None:
    gemma = header(
        "gemma4",
        attention__sliding_window=256,
        attention__sliding_window_pattern=(True, False, True, False),
        attention__key_length_swa=8,
        attention__value_length_swa=8,
    )
    assert kept(gemma, context=4096) == [768 * TOKEN // 2 * F16, 4096 * TOKEN * F16] * 2


def test_layers_that_share_a_cache_count_once() -> None:
    assert kept(header("gemma4", attention__shared_kv_layers=3)) == [1024 * TOKEN * F16, 0, 0, 0]


def test_layers_for_guessing_ahead_keep_nothing() -> None:
    assert kept(header("glm4moe", nextn_predict_layers=1))[-2:] == [1024 * TOKEN * F16, 0]


def test_compressed_keys_are_the_values_too() -> None:
    latent = header(
        "deepseek2",
        attention__head_count_kv=1,
        attention__kv_lora_rank=24,
        attention__key_length=32,
        attention__value_length=24,
        attention__key_length_mla=12,
        attention__value_length_mla=8,
    )
    assert kept(latent) == [1024 * 32 * F16] * 4


def test_a_running_state_does_not_grow_with_the_context() -> None:
    mamba = header("mamba", attention__head_count=0, ssm__conv_kernel=4, ssm__inner_size=128, ssm__state_size=16)
    state = (3 * 128 + 128 * 16) * F32
    assert kept(mamba) == [state] * 4
    assert kept(mamba, sequences=16, context=4096) == [16 * state] * 4


def test_hybrids_keep_a_state_in_some_layers_and_tokens_in_others() -> None:
    lfm = header("lfm2", attention__head_count_kv=(0, 2, 0, 2), shortconv__l_cache=3)
    assert kept(lfm, sequences=2) == [2 * 2 * 64 * F32, 1024 * TOKEN * F16] * 2
    qwen = header("qwen35", full_attention_interval=2, ssm__conv_kernel=2, ssm__inner_size=8, ssm__state_size=2)
    assert kept(qwen) == [(8 + 16) * F32, 1024 * TOKEN * F16] * 2
    both = header("falcon-h1", ssm__conv_kernel=2, ssm__inner_size=8, ssm__state_size=2)
    assert kept(both) == [(8 + 16) * F32 + 1024 * TOKEN * F16] * 4


def test_layers_may_differ_in_their_heads() -> None:
    assert kept(header("openelm", attention__head_count_kv=(1, 2, 4, 0))) == [
        1024 * numbers * F16 for numbers in (32, 64, 128, 0)
    ]


def test_without_flash_attention_every_layer_takes_the_values_of_the_widest() -> None:
    uneven = header(attention__head_count_kv=(1, 4, 1, 4))
    assert kept(uneven, flash_attention="off") == [1024 * (16 + 64) * F16, 1024 * 128 * F16] * 2
    assert kept(uneven, flash_attention="off", cache_type_v="q8_0") == kept(uneven, cache_type_v="q8_0")


def test_encoders_keep_nothing() -> None:
    assert kept(header("bert", attention__causal=False)) == [0] * 4


def test_an_encoder_computes_a_whole_text_at_once() -> None:
    anatomy = anatomy_of(header("bert", attention__causal=False))
    assert shape_of(anatomy, LoadSettings(context=4096, sequences=1)).tokens == 4096
    assert shape_of(anatomy, LoadSettings(context=64, sequences=1)).tokens == 512
    assert shape_of(anatomy_of(header()), LoadSettings(context=4096)).tokens == 512


def test_a_file_that_says_nothing_takes_nothing() -> None:
    empty = Header("/x.gguf", 10, 3, {}, 0, 0, {}, {})
    assert kept(empty) == []
    assert anatomy_of(empty).weights_bytes == 0


@pytest.mark.parametrize("nonsense", [-5, 10**9, True, "many", (1, "two", 3), 2.5])
def test_nonsense_in_a_header_is_no_reason_to_fail(nonsense: object) -> None:
    for key in ("block_count", "attention.head_count", "attention.head_count_kv", "embedding_length"):
        odd = header(**{key.replace(".", "__"): nonsense})  # type: ignore[arg-type]  # nonsense on purpose
        assert all(size >= 0 for size in kept(odd))
