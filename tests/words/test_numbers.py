import pytest

from app.words import numbers


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_500, "1.5 kB"),
        (98_000_000, "98 MB"),
        (4_080_000_000, "4.1 GB"),
        (16_800_000_000, "16.8 GB"),
        (2 * 10**12, "2.0 TB"),
    ],
)
def test_size(amount: int, words: str) -> None:
    assert numbers.size(amount) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.012, "0.01 s"), (0.34, "0.3 s"), (9.96, "10.0 s"), (45, "45 s"), (125, "2 min 5 s"), (4800, "1 h 20 min")],
)
def test_duration(seconds: float, words: str) -> None:
    assert numbers.duration(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (2, "a few seconds left"),
        (31, "about 30 seconds left"),
        (58, "about 1 minute left"),
        (119, "about 2 minutes left"),
        (3700, "about 1 hour left"),
        (7400, "about 2 hours left"),
    ],
)
def test_remaining(seconds: float, words: str) -> None:
    assert numbers.remaining(seconds) == words


@pytest.mark.parametrize(
    ("number", "words"), [(12, "12"), (134_515_008, "135M"), (7_240_000_000, "7.2B"), (70_600_000_000, "71B")]
)
def test_parameters(number: int, words: str) -> None:
    assert numbers.parameters(number) == words


def test_small_ones() -> None:
    assert numbers.count(49_152) == "49,152"
    assert numbers.tokens(1) == "1 token"
    assert numbers.tokens(3_000) == "3,000 tokens"
    assert (numbers.rate(6.184), numbers.rate(30.97)) == ("6.2 tokens/s", "31 tokens/s")
    assert (numbers.rate(1234), numbers.speed(12_345_678)) == ("1,234 tokens/s", "12 MB/s")
    assert (numbers.percent(1, 3), numbers.percent(1, 0)) == ("33%", "0%")
