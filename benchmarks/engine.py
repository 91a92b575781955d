"""The engine as its client sees it beside the floor: taking turns, medians of ratios, idle and with a busy core.

Both are loaded once and then take turns in short runs, so that whatever else the machine does hits both. "Busy" has a
plain Python loop beside them, as another program on a desktop would be.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.cli.bench import ENDINGS, NEVER, SAMPLING, decode_tps
from app.cli.house import Engine, engine_of, library_of
from app.cli.launch import read_launch
from app.domain.loading import LoadSettings
from app.domain.sampling import Sampling
from app.engine.worker.crowd import processors
from app.engine.worker.threads import ladder
from app.library.headers.gguf import read_header
from benchmarks.models import BASE, STARTER

FLOOR = Path(__file__).with_name("floor.py")
PROMPT = Path(__file__).parent.parent / "resources" / "bench" / "prompt.txt"
SPIN = "while True: pass"
HOPELESS = 0.7  # of the best in the first round: such a thread count is not tried again
SEQUENCES = (1, 8)


class Floor:
    """llama.cpp driven directly, with a fixed number of threads."""

    def __init__(self, model: Path, *, threads: int) -> None:
        command = [sys.executable, str(FLOOR), str(model), "--threads", str(threads), "--serve"]
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def decode_tps(self, *, sequences: int, tokens: int) -> float:
        assert self._child.stdin  # noqa: S101 - they are pipes
        assert self._child.stdout  # noqa: S101 - as above
        print(sequences, tokens, file=self._child.stdin, flush=True)
        return float(self._child.stdout.readline())

    def close(self) -> None:
        self._child.communicate()


@dataclass
class Course:
    """What came of one number of sequences."""

    ours: list[float] = field(default_factory=list)
    floors: list[float] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        return [ours / floor for ours, floor in zip(self.ours, self.floors, strict=True)]


class Comparison:
    """Both sides, loaded."""

    def __init__(self, model: Path, engine: Engine, floors: list[Floor], *, tokens: int) -> None:
        self.engine = engine
        self._floors = floors
        self._tokens = tokens
        self._sampling = endless(model)
        self._prompt = PROMPT.read_text(encoding="utf-8")

    def run(self, *, sequences: int, rounds: int) -> Course:
        """The first round warms up, and says which thread counts are worth comparing with."""
        first = [self._floor(floor, sequences) for floor in self._floors]
        floors = [floor for floor, rate in zip(self._floors, first, strict=True) if rate > HOPELESS * max(first)]
        self._ours(sequences)
        course = Course()
        for _ in range(rounds):
            before = max(self._floor(floor, sequences) for floor in floors)
            course.ours.append(self._ours(sequences))
            after = max(self._floor(floor, sequences) for floor in floors)
            course.floors.append((before + after) / 2)
        return course

    def _floor(self, floor: Floor, sequences: int) -> float:
        return floor.decode_tps(sequences=sequences, tokens=self._tokens)

    def _ours(self, sequences: int) -> float:
        return decode_tps(self.engine, self._prompt, self._sampling, tokens=self._tokens, samples=sequences)


def endless(model: Path) -> Sampling:
    """The floor's sampling, without the tokens that end an answer."""
    header = read_header(model)
    return replace(SAMPLING, logit_bias={header.number(key): NEVER for key in ENDINGS if key in header.metadata})


@contextmanager
def both(model: Path, *, tokens: int) -> Iterator[Comparison]:
    floors = [Floor(model, threads=threads) for threads in ladder(*processors())]
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            library_of(read_launch(["--data-dir", folder, "bench"])) as (library, loop),
            engine_of(library, loop) as ours,
        ):
            ours.load(model, LoadSettings())
            yield Comparison(model, ours, floors, tokens=tokens)
    finally:
        for floor in floors:
            floor.close()


@contextmanager
def busy_core(*, busy: bool) -> Iterator[None]:
    """One core is kept busy by another program, or none."""
    if not busy:
        yield
        return
    with subprocess.Popen([sys.executable, "-c", SPIN]) as spinning:
        try:
            yield
        finally:
            spinning.kill()


def report(name: str, course: Course) -> None:
    low, middle, high = statistics.quantiles(course.ratios, n=4)
    rates = f"{statistics.median(course.floors):7.1f} {statistics.median(course.ours):7.1f} tokens/s"
    print(f"{name:58} {rates}  {middle:.3f} [{low:.3f} to {high:.3f}]", flush=True)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--model", type=Path, action="append", help="instead of the two")
    options = parser.parse_args(arguments)
    for model in options.model or (STARTER, BASE):
        with both(model, tokens=options.tokens) as comparison:
            for busy in (False, True):
                with busy_core(busy=busy):
                    for sequences in SEQUENCES:
                        course = comparison.run(sequences=sequences, rounds=options.rounds)
                        report(f"{model.stem}, {'one core busy' if busy else 'idle'}, {sequences} sequences", course)


if __name__ == "__main__":
    main()
