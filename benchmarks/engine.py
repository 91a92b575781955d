"""The engine as its client sees it beside the floor: alternating runs, medians of ratios, idle and with a busy core.

Both sides run as whole processes in turn, so that whatever else the machine does hits both. "Busy" has a plain Python
loop beside them, as another program on a desktop would be.
"""

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.models import BASE, STARTER

FLOOR = Path(__file__).with_name("floor.py")
PROMPT = Path(__file__).parent.parent / "resources" / "bench" / "prompt.txt"
SPIN = "while True: pass"


def floor(model: Path, *, threads: int, tokens: int) -> dict[str, float]:
    """Tokens per second of llama.cpp driven directly, by number of sequences."""
    command = [sys.executable, str(FLOOR), str(model), "--threads", str(threads), "--tokens", str(tokens)]
    return _decode_tps(command)


def engine(model: Path, *, tokens: int) -> dict[str, float]:
    """The same through client, protocol, child and scheduler, with adaptive threads."""
    bench = ["bench", "--model", str(model), "--tokens", str(tokens), "--sequences", "1,8", "--prompt", str(PROMPT)]
    return _decode_tps([sys.executable, "-m", "app", *bench, "--json"])


def _decode_tps(command: list[str]) -> dict[str, float]:
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)["decode_tps"]
    return found


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


def compare(model: Path, *, rounds: int, tokens: int, busy: bool) -> None:
    """Prints for 1 and 8 sequences: the engine's rate over the best rate that any fixed thread count reaches."""
    ratios: dict[str, list[float]] = {"1": [], "8": []}
    rates: dict[str, list[float]] = {"1": [], "8": []}
    with busy_core(busy=busy):
        for _ in range(rounds):
            floors = [floor(model, threads=threads, tokens=tokens) for threads in (1, 2)]
            ours = engine(model, tokens=tokens)
            for count, rate in ours.items():
                ratios[count].append(rate / max(found[count] for found in floors))
                rates[count].append(rate)
    for count, found in ratios.items():
        print(
            f"{model.stem:34} {'busy' if busy else 'idle':5} {count} sequences  "
            f"{statistics.median(rates[count]):7.1f} tokens/s  "
            f"of the floor {statistics.median(found):.3f} ({min(found):.3f} to {max(found):.3f})"
        )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tokens", type=int, default=128)
    options = parser.parse_args(arguments)
    for model in (STARTER, BASE):
        for busy in (False, True):
            compare(model, rounds=options.rounds, tokens=options.tokens, busy=busy)


if __name__ == "__main__":
    main()
