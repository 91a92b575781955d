"""The estimate of memory from a model's header beside what the engine says: a table of both, and their errors.

Full-size models are files with holes, of which a dry run tells cache and buffers truly; the two small ones are loaded.
"""

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from app.domain.fit import Fit, Machine
from app.domain.loading import Device, LoadSettings, MemoryUse
from app.engine.protocol import Plan, Planned
from app.library.fit.fit import fit
from app.library.headers.gguf import read_header
from benchmarks.models import BASE, STARTER
from tests.real.driver import Engine
from tests.real.published import MODELS
from tests.real.sparse import write

WAYS = {
    "2k": LoadSettings(context=2048),
    "8k": LoadSettings(context=8192),
    "32k": LoadSettings(context=32768),
    "16k q8_0": LoadSettings(context=16384, cache_type_k="q8_0", cache_type_v="q8_0"),
    "8k, no flash": LoadSettings(context=8192, flash_attention="off"),
    "8k, one by one": LoadSettings(context=8192, sequences=1, micro_batch=256),
}
PARTS = ("weights_bytes", "kv_bytes", "compute_bytes")
MACHINE = Machine((Device("CPU", "", "cpu", "CPU", 2**40, 2**40),))
MIB = 1024**2


def dry(engine: Engine, path: Path, settings: LoadSettings) -> tuple[MemoryUse, ...]:
    return engine.ask(lambda number: Plan(number, str(path), settings)).first(Planned).plan.memory


def loaded(engine: Engine, path: Path, settings: LoadSettings) -> tuple[MemoryUse, ...]:
    return engine.loaded(path, **asdict(settings)).memory


def show(name: str, way: str, seen: Fit, memory: tuple[MemoryUse, ...]) -> float:
    """One line of the table; the error of the whole, as a fraction."""
    cells: list[str] = []
    whole = 0
    for part in PARTS:
        estimate, truth = getattr(seen, part), sum(getattr(use, part) for use in memory)
        whole += truth
        off = f"{estimate / truth - 1:+7.1%}" if truth else "       "
        cells.append(f"{estimate / MIB:9.1f} {truth / MIB:9.1f} {off}")
    error = seen.needed_bytes / whole - 1
    print(f"{name:24} {way:15}  {'  '.join(cells)}  {error:+7.2%}", flush=True)
    return abs(error)


def compare(folder: Path) -> Iterator[float]:
    for model in MODELS:
        path = write(model, folder)
        with closing(Engine(folder)) as engine:
            for way, settings in WAYS.items():
                yield show(model.name, way, fit(read_header(path), settings, MACHINE), dry(engine, path, settings))
        path.unlink()
    for path in (STARTER, BASE):
        with closing(Engine(folder)) as engine:
            for way, settings in WAYS.items():
                seen = fit(read_header(path), settings, MACHINE)
                yield show(path.stem[:24], f"{way}, loaded"[:15], seen, loaded(engine, path, settings))


def main() -> None:
    head = "  ".join(f"{f'{part} MiB':>9} {'true':>9} {'off':>7}" for part in ("weights", "KV", "compute"))
    print(f"{'':24} {'':15}  {head}  {'all':>7}")
    with tempfile.TemporaryDirectory() as folder:
        errors = sorted(compare(Path(folder)))
    print(f"{len(errors)} loads: median {statistics.median(errors):.2%}, worst {errors[-1]:.2%}")


if __name__ == "__main__":
    main()
