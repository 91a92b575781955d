import re

import pytest

import dev
from app.domain.fit import Machine
from app.domain.hub import Why
from app.domain.loading import Device
from app.library.hub.names import parse
from app.library.hub.offers import quantization_in
from app.library.hub.recommended import Recommendation, choose, recommended

KNOWN = recommended(dev.ROOT / "resources")
GB = 10**9


@pytest.mark.parametrize("one", KNOWN, ids=lambda one: one.name)
def test_each_entry_has_the_form_that_the_program_needs(one: Recommendation) -> None:
    assert parse(one.repo).repo == one.repo
    assert quantization_in(f"model-{one.quantization}.gguf") == one.quantization
    assert re.fullmatch(r"[a-z0-9.-]+", one.licence)
    assert set(one.languages) <= {"en", "ko", "zh", "ja", "de", "fr", "es"}
    assert 0 <= one.active_bytes < one.size_bytes < 40 * GB
    assert (one.why is Why.KOREAN) == (one.languages[0] == "ko")


def test_no_repository_comes_twice() -> None:
    assert len({one.repo for one in KNOWN}) == len(KNOWN)


@pytest.mark.parametrize("language", ["", "ko"])
@pytest.mark.parametrize("main", [2, 4, 8, 16, 32, 64])
@pytest.mark.parametrize("gpu", [0, 4, 8, 12, 24, 80])
def test_there_are_always_four_and_what_can_run_well_does(main: int, gpu: int, language: str) -> None:
    machine = _machine(main, gpu)
    chosen = choose(KNOWN, machine, language=language)
    assert len({one.repo for one in chosen}) == 4
    assert list(chosen) == [one for one in KNOWN if one in chosen]
    largest = max(main, gpu) * GB
    if largest >= 8 * GB:
        assert all(one.memory_bytes <= largest for one in chosen)
        assert len({one.family for one in chosen}) >= 2
    assert any(one.why is Why.KOREAN for one in chosen) == (language == "ko")


def test_a_graphics_card_makes_a_difference() -> None:
    assert all(one.active_bytes or one.size_bytes < 3 * GB for one in choose(KNOWN, _machine(16, 0)))
    assert any(one.size_bytes > 7 * GB and not one.active_bytes for one in choose(KNOWN, _machine(8, 12)))
    assert choose(KNOWN, _machine(64, 24))[0] == KNOWN[0]


def test_a_card_that_is_not_used_does_not_count() -> None:
    broken = Device("Vulkan0", "card", "gpu", "Vulkan", free_bytes=80 * GB, reason="no_driver")
    assert choose(KNOWN, Machine((*_machine(8, 0).devices, broken))) == choose(KNOWN, _machine(8, 0))


def _machine(main: int, gpu: int) -> Machine:
    processor = Device("CPU", "processor", "cpu", "CPU", free_bytes=main * GB, total_bytes=main * GB)
    card = Device("CUDA0", "card", "gpu", "CUDA", free_bytes=gpu * GB, total_bytes=gpu * GB)
    return Machine((processor, card) if gpu else (processor,))
