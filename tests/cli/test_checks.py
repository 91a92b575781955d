import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli import checks, device_checks, model_checks
from app.domain.hub import Connection, Reason
from app.domain.loading import Device
from app.domain.model_errors import NotAModel
from app.domain.settings import Models, Network
from app.library.shelf.catalog import Shelf
from app.paths import inside
from app.wiring import Library, build_library

PROCESSOR = Device("CPU", "A processor", "cpu", "CPU", 8, 16)
CARD = Device("Vulkan0", "A card", "gpu", "Vulkan", 8, 16)
PART = Device("Vulkan1", "A part of the processor", "igpu", "Vulkan", 8, 16)
ABSENT = Device("Vulkan", "", "gpu", "Vulkan", reason="no_driver")


def test_each_device_says_what_it_is_for_or_why_not() -> None:
    found = (PROCESSOR, CARD, replace(PART, reason="integrated"), ABSENT)
    said = [finding.text for finding in device_checks.devices(found)]
    assert len(said) == len(found) == len(set(said))
    assert "layers" in said[1]
    assert "part of the processor" in said[2]
    assert "free" not in said[3], "what is not there has no memory"


def test_without_a_card_it_is_said() -> None:
    alone, beside = ((PROCESSOR,), (PROCESSOR, CARD))
    assert len(list(device_checks.devices(alone))) == len(alone) + 1
    assert len(list(device_checks.devices(beside))) == len(beside)


def test_folders_that_can_be_written(tmp_path: Path) -> None:
    assert not [finding for finding in checks.folders(inside(tmp_path)) if "can be written" in finding.text]


def test_a_folder_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    found = list(checks.folders(inside(tmp_path / "file")))
    assert len(found) == 3
    assert all(finding.remedy for finding in found)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    built = build_library(inside(tmp_path), lambda action: action(), engine_words=("engine", "--fake"))
    yield built
    built.close()


@pytest.mark.parametrize("name", ["unplugged", "x" * 5000, "nul\0byte"])
def test_a_folder_that_is_not_there_is_a_problem(library: Library, name: str) -> None:
    settings = replace(library.settings, models=Models(folders=(f"/{name}",)))
    found = list(model_checks.models(replace(library, settings=settings), Shelf()))
    assert [finding.text for finding in found if "disk" in finding.remedy] == [
        f"The model folder “{Path(f'/{name}')}” is not there."
    ]


def test_a_file_that_is_no_model_is_a_problem(library: Library, starter_model: Path) -> None:
    found = list(model_checks.models(library, Shelf(refused=(NotAModel("/models/page.gguf"),))))
    assert [bool(finding.remedy) for finding in found[:2]] == [False, True]
    assert "/models/page.gguf" in found[1].remedy


def test_a_folder_that_was_chosen_must_be_there(library: Library, tmp_path: Path, starter_model: Path) -> None:
    chosen = replace(library.settings, models=Models(folders=(str(tmp_path), str(tmp_path / "gone"))))
    found = list(model_checks.models(replace(library, settings=chosen), Shelf()))
    assert [str(tmp_path / "gone") in finding.text for finding in found if finding.remedy] == [True]
    assert any(f"“{tmp_path}”" in finding.text for finding in found)


def test_where_models_come_from(library: Library) -> None:
    assert "huggingface.co" in _said(library)
    library.adopt(replace(library.settings, network=Network(endpoint="mirror.example", proxy="http://between:1")))
    assert "mirror.example" in _said(library)
    assert "between" in _said(library)
    library.adopt(replace(library.settings, network=Network(offline=True)))
    assert "offline" in _said(library)
    library.connections.append(Connection(0, "huggingface.co", Reason.SEARCH))
    assert "1 request" in _said(library)


def _said(library: Library) -> str:
    return " ".join(finding.text for finding in model_checks.network(library))


def test_every_finding_is_a_sentence(tmp_path: Path) -> None:
    found = [checks.hardware(), *checks.libraries(), *checks.window(), *checks.korean()]
    assert all(finding.text.rstrip().endswith(".") for finding in found), found
    assert sys.executable in " ".join(finding.text for finding in found)
