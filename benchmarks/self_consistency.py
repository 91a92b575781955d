"""What self-consistency costs: eight samples in one batch beside eight runs one after another, and beside the floor.

The runs one after another keep what was evaluated of the prompt too (as the program does); "from nothing" they do not,
as eight calls of a program without such a memory would cost.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from app.cli.house import Engine
from app.domain.generation import Limits, RawPrompt
from app.domain.sampling import Sampling
from app.engine.protocol import Generate
from benchmarks.engine import PROMPT, Comparison, both, endless, report
from benchmarks.models import BASE, STARTER

SAMPLES = 8


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--model", type=Path, action="append", help="instead of the two")
    options = parser.parse_args(arguments)
    for model in options.model or (STARTER, BASE):
        with both(model, tokens=options.tokens) as comparison:
            against_floor(comparison, model, rounds=options.rounds)
            against_single_runs(comparison.engine, model, tokens=options.tokens, rounds=options.rounds)


def against_floor(comparison: Comparison, model: Path, *, rounds: int) -> None:
    course = comparison.run(sequences=SAMPLES, rounds=rounds)
    report(f"{model.stem}, {SAMPLES} samples, tokens/s beside the floor", course)


def against_single_runs(engine: Engine, model: Path, *, tokens: int, rounds: int) -> None:
    prompt = PROMPT.read_text(encoding="utf-8")
    together = partial(_samples, engine, prompt, endless(model), tokens=tokens)
    alone = partial(_singles, engine, prompt, endless(model), tokens=tokens)
    courses: dict[str, Callable[[], float]] = {
        "one after another": alone,
        "one after another, from nothing": lambda: alone(is_known=False),
    }
    together()
    for name, course in courses.items():
        ratios = [course() / together() for _ in range(rounds)]
        low, middle, high = statistics.quantiles(ratios, n=4)
        print(f"{model.stem}, {SAMPLES} runs {name}: {middle:.2f} [{low:.2f} to {high:.2f}] x one batch", flush=True)


def _samples(engine: Engine, prompt: str, sampling: Sampling, *, tokens: int, samples: int = SAMPLES) -> float:
    """Seconds from the request to the end of the last answer."""
    began = time.perf_counter()
    limits = Limits(max_tokens=tokens)
    engine.ask(lambda number: Generate(number, RawPrompt(prompt), sampling, limits=limits, samples=samples))
    return time.perf_counter() - began


def _singles(engine: Engine, prompt: str, sampling: Sampling, *, tokens: int, is_known: bool = True) -> float:
    """A prompt that begins otherwise each time cannot be remembered."""
    return sum(
        _samples(engine, prompt if is_known else f"{run} {time.time_ns()} {prompt}", sampling, tokens=tokens, samples=1)
        for run in range(SAMPLES)
    )


if __name__ == "__main__":
    main()
