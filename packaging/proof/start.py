"""Measures a first start as a person meets it, frozen beside unfrozen, in pairs: `python3 start.py [PROGRAM] [PAIRS]`.

In an empty home the program is started, a question typed as soon as its window is there, and Enter pressed at once. It
prints the medians of: all of `--version`; the start to the window; the start to the first word of the answer (stored,
which is up to half a second after it is shown); the memory of all processes (shared pages divided between them). "cold"
is the frozen one with its files read from the disk anew. It needs Xvfb and xdotool, and for the unfrozen one what
`dev.py run` makes. On a machine that is busy, as root: `echo -20 > /proc/self/autogroup` first.
"""

import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import astuple, dataclass, fields
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120.0


@dataclass(frozen=True)
class Start:
    """Seconds from the call on, and megabytes."""

    version: float
    window: float
    word: float
    memory: float


def main(arguments: list[str]) -> None:
    program = Path(arguments[0]).absolute() if arguments else ROOT / "dist" / "maru" / "maru"
    pairs = int(arguments[1]) if len(arguments) > 1 else 5
    frozen, unfrozen = [str(program)], [str(ROOT / ".venv" / "bin" / "python"), "-m", "app"]
    number, write = os.pipe()
    screen = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24"], pass_fds=[write])
    runs: dict[str, list[Start]] = {"frozen": [], "unfrozen": [], "cold": []}
    try:
        display = f":{os.read(number, 16).decode().strip()}"
        for _ in range(pairs):
            runs["unfrozen"].append(measure(unfrozen, display))
            runs["frozen"].append(measure(frozen, display))
        for _ in range(pairs):
            forget(program.resolve().parent)
            runs["cold"].append(measure(frozen, display))
    finally:
        screen.terminate()
        screen.wait()
    print(f"{'':9}", *(f"{each.name:>8}" for each in fields(Start)))
    for name, starts in runs.items():
        print(f"{name:9}", *(f"{statistics.median(each):8.2f}" for each in zip(*map(astuple, starts), strict=True)))
    print(f"(seconds and MB; medians of {pairs}; load of the last minute {os.getloadavg()[0]:.1f})")


def measure(command: list[str], display: str) -> Start:
    with tempfile.TemporaryDirectory() as home:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "QT_", "WAYLAND_"))}
        cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")  # where the checkout's model lies
        elsewhere = {"HOME": home, "DISPLAY": display, "LANG": "C.UTF-8"}
        environment = {**own, **elsewhere, **({"XDG_CACHE_HOME": cache} if len(command) > 1 else {})}
        began = time.perf_counter()
        running = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            window = await_(lambda: windows(environment))
            shown = time.perf_counter() - began
            keys = ["windowfocus", "--sync", window, "type", "--delay", "5", "What is the capital of France?"]
            subprocess.run(["xdotool", *keys], env=environment, check=True)
            subprocess.run(["xdotool", "key", "Return"], env=environment, check=True)
            await_(lambda: answer(Path(home, ".local", "share", "maru-chat", "maru.db")))
            word = time.perf_counter() - began
            memory = megabytes(running.pid)
        finally:
            running.terminate()
            running.wait()
    began = time.perf_counter()
    subprocess.run([*command, "--version"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return Start(time.perf_counter() - began, shown, word, memory)


def await_(look: Callable[[], str]) -> str:
    """What is there as soon as something is."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.02)
    raise TimeoutError("It did not come.")


def windows(environment: dict[str, str]) -> str:
    search = ["xdotool", "search", "--onlyvisible", "--class", "maru"]
    done = subprocess.run(search, env=environment, capture_output=True, text=True, check=False)
    return done.stdout.partition("\n")[0]


def answer(store: Path) -> str:
    if not store.exists():
        return ""
    text = "SELECT json_extract(parts, '$[0].text') FROM turn WHERE role = 'assistant'"
    try:
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as opened:
            return "".join(said for (said,) in opened.execute(text) if said)
    except sqlite3.OperationalError:  # it is just being made
        return ""


def forget(folder: Path) -> None:
    """Out of the system's memory with its files, without asking for more rights than a person has."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def megabytes(root: int) -> float:
    """Of the process and all below it."""
    total = 0.0
    for process in [root, *children(root)]:
        rollup = Path("/proc", str(process), "smaps_rollup").read_text(encoding="ascii")
        total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total * 1024 / 1e6


def children(of: int) -> list[int]:
    found = Path("/proc", str(of), "task", str(of), "children").read_text(encoding="ascii").split()
    return [each for child in map(int, found) for each in (child, *children(child))]


if __name__ == "__main__":
    main(sys.argv[1:])
