"""Measures the start of the frozen program beside the checkout's, in pairs: `python3 start.py [PROGRAM] [PAIRS]`."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CHECKOUT = [str(ROOT / ".venv" / "bin" / "python"), "-m", "app"]
FIGURES = ("version", "first paint", "first word")


def main(arguments: list[str]) -> None:
    program = [str(Path(arguments[0]).absolute()) if arguments else str(ROOT / "dist" / "maru" / "maru")]
    pairs = int(arguments[1]) if len(arguments) > 1 else 5
    frozen, unfrozen = [], []
    for _ in range(pairs):
        unfrozen.append(measure(CHECKOUT))
        frozen.append(measure(program))
    print(f"{'':12}  frozen  unfrozen  (medians of {pairs} pairs, seconds)")
    for at, name in enumerate(FIGURES):
        here, there = (statistics.median(each[at] for each in runs) for runs in (frozen, unfrozen))
        print(f"{name:12}  {here:6.2f}  {there:8.2f}")


def measure(command: list[str]) -> tuple[float, float, float]:
    """The whole process of --version; from the call to the painted window; from Enter to the first word."""
    began = time.perf_counter()
    subprocess.run([*command, "--version"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    took = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as home:
        words = ["--data-dir", home, "self-test", "--window", "--json"]
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        said = json.loads(subprocess.check_output([*command, *words], cwd=ROOT, env=environment, text=True))
    return took, said["first_paint_s"], said["first_token_s"]


if __name__ == "__main__":
    main(sys.argv[1:])
