"""Measuring, as a person at the terminal stops it."""

import signal
from pathlib import Path

import pytest

from app.cli.bench import decode_tps, run
from app.cli.house import engine_of, library_of
from app.cli.launch import Launch
from app.cli.outcome import Left
from app.domain.loading import LoadSettings
from app.domain.preset_errors import PresetUnreadable
from app.domain.sampling import Sampling
from app.paths import inside


def test_ctrl_c_ends_all_of_it(data_dir: Path) -> None:
    launch = Launch("bench", (), inside(data_dir), engine_words=("engine", "--fake"))
    with library_of(launch) as (library, loop), engine_of(library, loop) as engine:
        engine.load(data_dir / "model.gguf", LoadSettings())
        loop.post(lambda: signal.raise_signal(signal.SIGINT))
        with pytest.raises(Left):
            decode_tps(engine, "/slow 20ms /long 2000", Sampling(), tokens=2000, samples=2)


def test_a_prompt_that_cannot_be_read_is_the_worlds_failure(data_dir: Path) -> None:
    (data_dir / "prompt").write_bytes(b"\xff\xfe")
    for name in ("prompt", "none", "."):
        with pytest.raises(PresetUnreadable):
            run(
                Launch("bench", ("--prompt", str(data_dir / name)), inside(data_dir), engine_words=("engine", "--fake"))
            )
