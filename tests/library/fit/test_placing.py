from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.loading import Device, LoadSettings
from app.library.fit.placing import placed
from app.library.measured import Measured
from tests.library.ggufs import F32, Tensor, gguf

GIB = 1024**3
CPU = Device("CPU", "", "cpu", "CPU")
CARD = Device("CUDA0", "", "gpu", "CUDA", 8 * GIB, 8 * GIB)
FULL = replace(CARD, free_bytes=1024)
AUTO = LoadSettings(context=512)


@pytest.fixture
def model(tmp_path: Path) -> str:
    """Of two layers, which could be talked to for ever."""
    numbers = {
        "general.architecture": "llama",
        "llama.block_count": 2,
        "llama.context_length": 2**20,
        "llama.embedding_length": 2**15,
        "llama.feed_forward_length": 64,
        "llama.attention.head_count": 4,
    }
    path = tmp_path / "model.gguf"
    path.write_bytes(gguf(numbers, [Tensor((64, 2), F32, 64 * 2 * 4, f"blk.{index}.attn_q") for index in range(2)]))
    return str(path)


@pytest.fixture
def measured(tmp_path: Path) -> Measured:
    return Measured(tmp_path / "measured.json")


def test_layers_that_are_left_open_are_counted(model: str, measured: Measured) -> None:
    assert placed(model, AUTO, (CARD, CPU), measured=measured) == replace(AUTO, gpu_layers=3)
    assert placed(model, AUTO, (FULL, CPU), measured=measured) == replace(AUTO, gpu_layers=0)


def test_what_was_chosen_stays(model: str, measured: Measured) -> None:
    chosen = replace(AUTO, gpu_layers=1)
    assert placed(model, chosen, (FULL, CPU), measured=measured) == chosen
    assert placed(model, AUTO, (CPU,), measured=measured) == AUTO


def test_an_endless_context_ends_where_memory_does(model: str, measured: Measured) -> None:
    """Each token takes 256 KiB here, so a million of them take more than any machine of ours has."""
    seen = placed(model, LoadSettings(context=0), (CPU,), measured=measured)
    assert 2048 <= seen.context < 2**20
    assert seen.gpu_layers == -1


def test_a_file_that_cannot_be_read_is_left_to_the_engine(measured: Measured, tmp_path: Path) -> None:
    assert placed(str(tmp_path / "none.gguf"), AUTO, (CARD, CPU), measured=measured) == AUTO
