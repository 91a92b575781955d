import sys
from pathlib import Path

import pytest

from app.cli import checks
from app.domain.errors import NotAModel
from app.domain.loading import Device
from app.domain.settings import Running
from app.library.catalog import Shelf
from app.paths import inside

PROCESSOR = Device("CPU", "A processor", "cpu", "CPU", 8, 16)
CARD = Device("Vulkan0", "A card", "gpu", "Vulkan", 8, 16)
PART = Device("Vulkan1", "A part of the processor", "igpu", "Vulkan", 8, 16)


@pytest.mark.parametrize(
    ("devices", "running", "used"),
    [
        ([PROCESSOR], Running(), [True]),
        ([PROCESSOR, CARD], Running(), [True, True]),
        ([PROCESSOR, PART], Running(), [True, True]),
        ([PROCESSOR, CARD, PART], Running(), [True, True, False]),
        ([PROCESSOR, CARD], Running(gpu_layers=0), [True, False]),
        ([PROCESSOR, CARD, PART], Running(devices=("Vulkan0",)), [True, True, False]),
    ],
)
def test_which_devices_are_used_and_why(devices: list[Device], running: Running, used: list[bool]) -> None:
    found = checks.uses(devices, running)
    assert [use.used for use in found] == used
    assert all(use.reason for use in found)


def test_without_a_card_it_is_said() -> None:
    alone, beside = ([PROCESSOR], [PROCESSOR, CARD])
    assert len(list(checks.devices_in_words(checks.uses(alone, Running())))) == len(alone) + 1
    assert len(list(checks.devices_in_words(checks.uses(beside, Running())))) == len(beside)


def test_folders_that_can_be_written(tmp_path: Path) -> None:
    assert not [finding for finding in checks.folders(inside(tmp_path)) if "can be written" in finding.text]


def test_a_folder_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    found = list(checks.folders(inside(tmp_path / "file")))
    assert len(found) == 3
    assert all(finding.remedy for finding in found)


def test_a_file_that_is_no_model_is_a_problem(tmp_path: Path, starter_model: Path) -> None:
    found = list(checks.models(inside(tmp_path), Shelf(refused=(NotAModel("/models/page.gguf"),))))
    assert [bool(finding.remedy) for finding in found] == [False, True]
    assert "/models/page.gguf" in found[1].remedy


def test_every_finding_is_a_sentence(tmp_path: Path) -> None:
    found = [checks.hardware(), *checks.libraries(), *checks.window(), *checks.korean()]
    assert all(finding.text.rstrip().endswith(".") for finding in found), found
    assert sys.executable in " ".join(finding.text for finding in found)
