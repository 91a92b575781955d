from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.fit import Fit, Verdict
from app.domain.loading import LoadedModel, MemoryUse, ModelKind
from app.library.measured import Measured

MIB = 1024**2


def estimate(*, weights: int = 1000, compute: int = 100, parameters: int = 7, device: str = "CPU") -> Fit:
    use = MemoryUse(device, weights * MIB, 50 * MIB, compute * MIB)
    return Fit(Verdict.CPU, (use,), 0, context=1024, gpu_layers=0, layers=5, parameters=parameters)


def truth(*, weights: int = 1000, compute: int = 100, context: int = 1024, gpu_layers: int = 0) -> LoadedModel:
    return LoadedModel(
        "/m.gguf",
        "m",
        "llama",
        ModelKind.CHAT,
        parameters=7,
        size_bytes=1000,
        context=context,
        trained_context=4096,
        gpu_layers=gpu_layers,
        memory=(MemoryUse("CPU", weights * MIB, 50 * MIB, compute * MIB),),
    )


@pytest.fixture
def measured(tmp_path: Path) -> Measured:
    return Measured(tmp_path / "measured.json")


def compute_of(seen: Fit) -> float:
    return seen.compute_bytes / MIB


def test_nothing_is_corrected_before_anything_was_measured(measured: Measured) -> None:
    assert measured.corrected("llama", estimate()) == estimate()


def test_the_same_load_takes_what_it_took(measured: Measured) -> None:
    measured.note(estimate(), truth(weights=1050, compute=110))
    seen = measured.corrected("llama", estimate())
    assert compute_of(seen) == pytest.approx(110)
    assert seen.weights_bytes == pytest.approx(1050 * MIB)
    assert seen.kv_bytes == 50 * MIB  # which is no estimate
    assert seen.error == pytest.approx(1 - 1150 / 1210)


def test_other_loads_of_its_kind_are_moved_by_a_part(measured: Measured) -> None:
    measured.note(estimate(), truth(compute=115))
    assert compute_of(measured.corrected("llama", estimate(compute=200))) == pytest.approx(210)
    once = compute_of(measured.corrected("llama", estimate(parameters=8)))
    assert once == pytest.approx(105)
    for compute in range(110, 200, 10):  # in other ways
        measured.note(estimate(compute=compute), truth(compute=round(compute * 1.15)))
    assert 112 < compute_of(measured.corrected("llama", estimate(parameters=8))) < 115


def test_what_is_of_another_kind_or_device_is_left_alone(measured: Measured) -> None:
    measured.note(estimate(), truth(compute=115))
    assert measured.corrected("gemma3", estimate()) == estimate()
    assert measured.corrected("llama", estimate(device="CUDA0")) == estimate(device="CUDA0")


def test_one_odd_load_does_not_spoil_the_rest(measured: Measured) -> None:
    for compute in (100, 200, 300):
        measured.note(estimate(compute=compute), truth(compute=compute + compute // 50))
    measured.note(estimate(compute=400), truth(compute=5000))
    assert compute_of(measured.corrected("llama", estimate(compute=500))) == pytest.approx(500 * (1 + 0.02 * 4 / 6))


def test_the_newest_of_the_same_loads_counts(measured: Measured, tmp_path: Path) -> None:
    measured.note(estimate(), truth(compute=120))
    measured.note(estimate(), truth(compute=105))
    written = (tmp_path / "measured.json").stat()
    measured.note(estimate(), truth(compute=105))  # told twice, written once
    assert (tmp_path / "measured.json").stat().st_mtime_ns == written.st_mtime_ns
    assert compute_of(measured.corrected("llama", estimate())) == pytest.approx(105)


def test_no_correction_goes_far(measured: Measured) -> None:
    measured.note(estimate(), truth(compute=5000, weights=1))
    seen = measured.corrected("llama", estimate())
    assert compute_of(seen) == pytest.approx(125)
    assert seen.weights_bytes == pytest.approx(800 * MIB)


def test_a_load_that_went_another_way_teaches_nothing(measured: Measured) -> None:
    measured.note(estimate(), truth(compute=115, gpu_layers=3))
    measured.note(estimate(), truth(compute=115, context=512))
    measured.note(estimate(), replace(truth(), memory=()))
    measured.note(estimate(parameters=0), truth(compute=115))
    assert measured.corrected("llama", estimate()) == estimate()


def test_it_survives_restarts_and_stays_small(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "measured.json"
    measured = Measured(path)
    for parameters in range(1, 251):
        measured.note(estimate(parameters=parameters), truth(compute=110))
    again = Measured(path)
    assert compute_of(again.corrected("llama", estimate(parameters=250))) == pytest.approx(110)
    assert path.stat().st_size < 50_000
    assert compute_of(again.corrected("llama", estimate(parameters=1))) < 110  # long ago, so only of its kind


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'[{"architecture":"llama"}]', b"\xff", b"[]"])
def test_a_damaged_file_costs_nothing_but_what_it_knew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "measured.json"
    path.write_bytes(content)
    measured = Measured(path)
    assert measured.corrected("llama", estimate()) == estimate()
    measured.note(estimate(), truth(compute=110))
    assert compute_of(Measured(path).corrected("llama", estimate())) == pytest.approx(110)


def test_senseless_numbers_in_the_file_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "measured.json"
    load = '{"architecture":"llama","parameters":7,"devices":["CPU"],"weights":[0,5],"compute":[1,1],"total":[1,0]}'
    path.write_text(f"[{load}]", encoding="utf-8")
    assert Measured(path).corrected("llama", estimate()) == estimate()


def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    measured = Measured(tmp_path / "file" / "measured.json")
    measured.note(estimate(), truth(compute=110))
    assert compute_of(measured.corrected("llama", estimate())) == pytest.approx(110)
