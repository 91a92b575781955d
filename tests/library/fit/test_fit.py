from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.fit import Fit, Machine, Verdict
from app.domain.loading import LoadSettings, MemoryPlan, MemoryUse
from app.library.fit.fit import checked, choose, fit
from app.library.fit.placement import accelerators
from app.library.headers.header import Header, Value
from tests.library.fit.headers import EMBEDDING_BYTES, GIB, LAYER_BYTES, MIB, OUTPUT_BYTES, header, machine

AUTO = LoadSettings(context=1024, sequences=1)
WEIGHTS = 4 * LAYER_BYTES + EMBEDDING_BYTES + OUTPUT_BYTES


@pytest.mark.parametrize(
    ("main", "cards", "verdict"),
    [
        (GIB, (GIB,), Verdict.GPU),
        (GIB, (40 * MIB,), Verdict.PARTLY),
        (GIB, (1 * MIB,), Verdict.CPU),
        (GIB, (), Verdict.CPU),
        (40 * MIB, (), Verdict.NO),
        (40 * MIB, (40 * MIB,), Verdict.PARTLY),
        (20 * MIB, (20 * MIB,), Verdict.NO),
        (20 * MIB, (50 * MIB, 50 * MIB), Verdict.GPU),
    ],
)
def test_the_verdict_has_four_steps(main: int, cards: tuple[int, ...], verdict: Verdict) -> None:
    seen = fit(header(), AUTO, machine(main, *cards))
    assert seen.verdict is verdict
    assert (seen.gpu_layers == 5) == (verdict is Verdict.GPU)
    assert seen.weights_bytes == WEIGHTS
    assert seen.context == 1024
    assert seen.bits_per_weight == pytest.approx(4.0)


def test_as_many_layers_as_fit_are_offloaded_and_not_one_more() -> None:
    small = machine(GIB, 45 * MIB)
    seen = fit(header(), AUTO, small)
    assert 0 < seen.gpu_layers < seen.layers
    one_more = fit(header(), replace(AUTO, gpu_layers=seen.gpu_layers + 1), small)
    assert one_more.verdict is Verdict.NO
    assert fit(header(), replace(AUTO, gpu_layers=seen.gpu_layers), small) == seen


def test_some_memory_stays_free() -> None:
    needed = fit(header(), AUTO, machine(GIB)).needed_bytes
    assert fit(header(), AUTO, machine(needed)).verdict is Verdict.NO
    assert fit(header(), AUTO, machine(needed * 16 // 15 + 16)).verdict is Verdict.CPU


def test_a_number_that_was_chosen_is_kept_to() -> None:
    assert fit(header(), replace(AUTO, gpu_layers=2), machine(GIB, GIB)).gpu_layers == 2
    assert fit(header(), replace(AUTO, gpu_layers=0), machine(GIB, GIB)).verdict is Verdict.CPU
    assert fit(header(), replace(AUTO, gpu_layers=99), machine(GIB, GIB)).verdict is Verdict.GPU
    assert fit(header(), replace(AUTO, gpu_layers=99), machine(GIB)).verdict is Verdict.CPU


def test_memory_that_a_gpu_shares_with_the_processor_counts_once() -> None:
    for kind, backend in (("igpu", "Vulkan"), ("gpu", "MTL")):
        roomy = fit(header(), AUTO, machine(200 * MIB, 200 * MIB, kind=kind, backend=backend))
        assert (roomy.verdict, roomy.free_bytes) == (Verdict.GPU, 200 * MIB)
        assert fit(header(), AUTO, machine(40 * MIB, 40 * MIB, kind=kind, backend=backend)).verdict is Verdict.NO


def test_a_device_that_does_not_tell_its_memory_is_taken_to_have_enough() -> None:
    main, card = machine(GIB, GIB).devices
    silent = Machine((main, replace(card, free_bytes=0, total_bytes=0)))
    assert fit(header(), AUTO, silent).verdict is Verdict.GPU


def test_what_is_free_is_told_of_where_the_model_would_lie() -> None:
    assert fit(header(), AUTO, machine(GIB, 2 * GIB)).free_bytes == 2 * GIB
    assert fit(header(), AUTO, machine(GIB, 40 * MIB)).free_bytes == GIB + 40 * MIB
    assert fit(header(), AUTO, machine(GIB)).free_bytes == GIB


def long() -> Header:
    return header(context_length=65536)


def test_the_number_of_layers_is_chosen_and_the_context_kept() -> None:
    chosen = choose(header(), AUTO, machine(GIB, GIB))
    assert chosen == replace(AUTO, gpu_layers=5)
    assert choose(header(), AUTO, machine(MIB)) == replace(AUTO, gpu_layers=0)
    endless = LoadSettings(context=65536, sequences=1)
    assert choose(long(), endless, machine(80 * MIB)).context == 65536


def test_the_context_becomes_shorter_only_when_that_is_wanted_and_helps() -> None:
    endless = LoadSettings(context=0, sequences=1)
    chosen = choose(long(), endless, machine(95 * MIB), shorten=True)
    assert 2048 <= chosen.context < 65536
    assert fit(long(), chosen, machine(95 * MIB)).verdict is Verdict.CPU
    assert fit(long(), replace(chosen, context=2 * chosen.context), machine(95 * MIB)).verdict is Verdict.NO
    assert choose(long(), endless, machine(GIB), shorten=True).context == 0  # all of it fits
    assert choose(long(), endless, machine(MIB), shorten=True).context == 0  # nothing would help


def test_a_long_context_is_given_for_speed_while_it_stays_comfortable() -> None:
    endless = LoadSettings(context=0, sequences=1)
    chosen = choose(long(), endless, machine(GIB, 100 * MIB), shorten=True)
    assert 8192 <= chosen.context < 65536
    assert chosen.gpu_layers == 5
    tight = choose(long(), endless, machine(GIB, 62 * MIB), shorten=True)
    assert (tight.context, tight.gpu_layers < 5) == (0, True)


def test_the_dry_run_takes_the_place_of_the_arithmetic() -> None:
    here = machine(GIB, GIB)
    seen = fit(header(), replace(AUTO, gpu_layers=3), here)
    cpu, card = seen.memory
    plan = MemoryPlan(
        (MemoryUse("CPU", 0, seen.kv_bytes, 11 * MIB), MemoryUse("CUDA0", 0, seen.kv_bytes, 900 * MIB)), here.devices
    )
    true = checked(seen, plan, here)
    assert [use.compute_bytes for use in true.memory] == [11 * MIB, 900 * MIB]
    assert [use.kv_bytes for use in true.memory] == [2 * cpu.kv_bytes, 2 * card.kv_bytes]
    assert true.weights_bytes == seen.weights_bytes
    assert (seen.verdict, true.verdict) == (Verdict.PARTLY, Verdict.NO)


KEYS = (
    *("block_count", "embedding_length", "context_length", "feed_forward_length", "attention.head_count"),
    *("attention.head_count_kv", "attention.key_length", "attention.key_length_mla", "attention.kv_lora_rank"),
    *("attention.sliding_window", "attention.sliding_window_pattern", "attention.shared_kv_layers", "ssm.inner_size"),
    *("ssm.state_size", "expert_count", "expert_used_count", "full_attention_interval", "nextn_predict_layers"),
)
NUMBERS = st.one_of(st.integers(-(2**31), 2**32), st.integers(0, 9))
VALUES = st.one_of(NUMBERS, st.text(max_size=3), st.floats(), st.booleans(), st.lists(NUMBERS, max_size=9).map(tuple))


@settings(max_examples=60)
@given(
    st.sampled_from(("llama", "gemma3", "gemma4", "qwen35", "deepseek2", "mamba", "bert", "gpt-oss", "new")),
    st.dictionaries(st.sampled_from(KEYS), VALUES),
)
def test_whatever_a_header_says_there_is_a_verdict(architecture: str, said: dict[str, Value]) -> None:
    odd = header(architecture)
    odd = replace(odd, metadata={**odd.metadata, **{f"{architecture}.{key}": value for key, value in said.items()}})
    seen = fit(odd, LoadSettings(context=0), machine(GIB, GIB))
    assert seen.verdict in Verdict
    assert all(min(use.weights_bytes, use.kv_bytes, use.compute_bytes) >= 0 for use in seen.memory)
    assert choose(odd, LoadSettings(context=0), machine(GIB), shorten=True).context >= 0


def test_files_that_are_no_models_are_weighed_all_the_same() -> None:
    adapter = Header("/lora.gguf", 100, 3, {"general.type": "adapter"}, 2, 50, {"F16": 100}, {"blk.0": 100})
    seen = fit(adapter, AUTO, machine(GIB, GIB))
    assert isinstance(seen, Fit)
    assert seen.weights_bytes == 100
    assert accelerators(machine(GIB, GIB), AUTO)
