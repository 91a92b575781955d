import pytest

from app.domain.fit import Fit, Verdict
from app.domain.loading import MemoryUse
from app.words.fits import Row, arithmetic, fit_sentence, verdict_words

MB, GB = 10**6, 10**9
FIT = Fit(
    Verdict.PARTLY,
    (MemoryUse("CPU", 2 * GB, 256 * MB, 20 * MB), MemoryUse("CUDA0", 3 * GB, 256 * MB, 280 * MB)),
    free_bytes=24 * GB,
    context=8192,
    gpu_layers=20,
    layers=33,
    parameters=8_030_000_000,
    bits_per_weight=4.98,
)


def test_a_verdict_is_one_of_four() -> None:
    assert len({verdict_words(verdict) for verdict in Verdict}) == 4


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Verdict.GPU, "It fits on the GPU: 5.8 GB are needed, 24.0 GB are free."),
        (Verdict.CPU, "It runs on the processor: 5.8 GB are needed, 24.0 GB are free."),
        (Verdict.NO, "It does not fit: 5.8 GB are needed, 24.0 GB are free."),
    ],
)
def test_the_sentence_has_the_numbers(verdict: Verdict, said: str) -> None:
    assert fit_sentence(Fit(verdict, FIT.memory, 24 * GB, context=1, gpu_layers=0, layers=33)) == said


def test_the_sentence_of_a_part_tells_its_layers() -> None:
    assert fit_sentence(FIT).startswith("20 of 33 layers fit on the GPU")


def test_the_arithmetic_adds_up() -> None:
    weights, cache, working, whole, cpu, card, free = arithmetic(FIT)
    assert weights.amount == "5.0 GB"
    assert weights.why == "8.0B parameters at 5.0 bits each; at 16 bits they would need 16.1 GB"
    assert (cache.amount, cache.why) == ("512 MB", "8,192 tokens of context, 62 kB each")
    assert (working.amount, whole.amount, whole.why) == ("300 MB", "5.8 GB", "")
    assert (cpu, card) == (Row("CPU", "2.3 GB"), Row("CUDA0", "3.5 GB"))
    assert free.amount == "24.0 GB"


def test_what_is_not_known_is_not_said() -> None:
    bare = Fit(Verdict.CPU, (MemoryUse("CPU", MB),), GB, context=0, gpu_layers=0, layers=1)
    assert [row.why for row in arithmetic(bare)] == [""] * 5
    assert len(arithmetic(bare)) == 5  # one device is the whole


def test_how_far_such_estimates_were_off_is_told() -> None:
    off = Fit(Verdict.CPU, FIT.memory, GB, context=1, gpu_layers=0, layers=1, error=0.021)
    assert arithmetic(off)[3].why == "such estimates were off by 2% on this computer"
