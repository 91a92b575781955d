"""Which devices are used, and why another is not."""

import os
import subprocess
import sys
from dataclasses import replace

import psutil
import pytest

from app.domain.loading import VISIBLE_DEVICES, Device, LoadSettings
from app.engine.worker.devices import is_absent, judged, settled
from app.words.devices import gpu_words, why_unused

GIB = 1024**3
CPU = Device("CPU", "A processor", "cpu", "CPU", 16 * GIB, 16 * GIB)
CARD = Device("Vulkan0", "A card", "gpu", "Vulkan", 8 * GIB, 8 * GIB)
SECOND = replace(CARD, name="Vulkan1", description="Another card")
INSIDE = Device("Vulkan1", "Inside the processor", "igpu", "Vulkan", 8 * GIB, 16 * GIB)
FULL = replace(CARD, free_bytes=GIB // 8)
TWICE = Device("Vulkan0", "The same card", "gpu", "Vulkan", 8 * GIB, 8 * GIB, reason="twice")
CUDA = Device("CUDA0", "A card", "gpu", "CUDA", 8 * GIB, 8 * GIB)


@pytest.mark.parametrize(
    ("found", "settings", "reasons"),
    [
        ((CARD, CPU), LoadSettings(), {"Vulkan0": ""}),
        ((CARD, SECOND, CPU), LoadSettings(), {"Vulkan0": "", "Vulkan1": ""}),
        ((CARD, INSIDE, CPU), LoadSettings(), {"Vulkan0": "", "Vulkan1": "integrated"}),
        ((INSIDE, CPU), LoadSettings(), {"Vulkan1": ""}),
        ((FULL, INSIDE, CPU), LoadSettings(), {"Vulkan0": "little_memory", "Vulkan1": ""}),
        ((CUDA, TWICE, CPU), LoadSettings(), {"CUDA0": "", "Vulkan0": "twice"}),
        ((CARD, CPU), LoadSettings(gpu_layers=0), {"Vulkan0": "off"}),
        ((CARD, SECOND, CPU), LoadSettings(devices=("Vulkan1",)), {"Vulkan0": "off", "Vulkan1": ""}),
        ((CARD, INSIDE, CPU), LoadSettings(devices=("Vulkan1",)), {"Vulkan0": "off", "Vulkan1": ""}),
        ((CUDA, TWICE, CPU), LoadSettings(devices=("Vulkan0",)), {"CUDA0": "off", "Vulkan0": ""}),
        ((FULL, CPU), LoadSettings(devices=("Vulkan0",)), {"Vulkan0": ""}),
        ((CARD, CPU), LoadSettings(devices=("CPU",)), {"Vulkan0": "off"}),
        ((replace(CARD, free_bytes=0, total_bytes=0), CPU), LoadSettings(), {"Vulkan0": ""}),  # it does not say
    ],
)
def test_each_device_is_used_or_has_its_reason(
    found: tuple[Device, ...], settings: LoadSettings, reasons: dict[str, str]
) -> None:
    devices = judged(found, settings)
    assert {one.name: one.reason for one in devices if one.kind != "cpu"} == reasons
    assert next(one.reason for one in devices if one.kind == "cpu") == ""
    used = [name for name, reason in reasons.items() if not reason]
    assert settled(settings, devices).devices == tuple(used)
    assert settled(settings, devices).gpu_layers == (settings.gpu_layers if used else 0)
    assert all(why_unused(one) for one in devices if one.reason)


def test_devices_are_used_in_the_order_in_which_they_were_chosen() -> None:
    settings = LoadSettings(devices=("Vulkan1", "Vulkan0"), tensor_split=(0.8, 0.2))
    assert settled(settings, judged((CARD, SECOND, CPU), settings)).devices == ("Vulkan1", "Vulkan0")


def test_what_was_chosen_and_is_gone_is_noticed() -> None:
    gone = LoadSettings(devices=("CUDA0",))
    assert is_absent(gone, (CARD, CPU))
    assert settled(gone, judged((CARD, CPU), gone)).gpu_layers == 0
    assert gpu_words("absent")
    assert not is_absent(LoadSettings(devices=("CUDA0", "Vulkan0")), (CARD, CPU))
    assert not is_absent(LoadSettings(devices=("CPU",)), (CARD, CPU))
    assert not is_absent(LoadSettings(devices=("CUDA0",), gpu_layers=0), (CARD, CPU))
    assert not is_absent(LoadSettings(), (CPU,))


def test_the_processors_free_memory_is_what_is_free_now() -> None:
    (cpu,) = judged((CPU,), LoadSettings())
    memory = psutil.virtual_memory()
    assert 0 < cpu.free_bytes < memory.total
    assert cpu.free_bytes == pytest.approx(memory.available, rel=0.2)


@pytest.mark.parametrize(
    "reason", ["no_loader", "no_driver", "unsupported", "software", "no_backend", "from the future"]
)
def test_every_reason_has_a_sentence(reason: str) -> None:
    assert why_unused(replace(CARD, reason=reason)).endswith(".")


@pytest.mark.parametrize(("backend", "variable"), VISIBLE_DEVICES.items())
def test_the_variable_that_hides_a_device_is_named(backend: str, variable: str) -> None:
    assert variable in why_unused(replace(CARD, backend=backend, reason="hidden"))


@pytest.mark.parametrize(("typed", "meant"), [('"0"', "0"), ("'0,1'", "0,1"), (' "" ', ""), ("1", "1")])
def test_quotes_around_what_is_visible_are_not_part_of_it(typed: str, meant: str) -> None:
    """In a process of its own, whose environment it is."""
    program = (
        "import os; from app.engine.worker.devices import unquote_visible; unquote_visible();"
        "print('=' + os.environ['GGML_VK_VISIBLE_DEVICES'] + '=')"
    )
    environment = {**os.environ, "GGML_VK_VISIBLE_DEVICES": typed}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"={meant}="


@pytest.mark.parametrize("note", ["fewer", "none", "refused", "absent", "fewer_crashed", "none_crashed"])
def test_every_note_has_a_sentence(note: str) -> None:
    assert gpu_words(note).endswith(".")
    assert gpu_words("") == ""
