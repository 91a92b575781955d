"""Word problems with the presets for arithmetic: how many answers are right, and from how many one can be taken.

    nice python -m benchmarks.gsm8k QUESTIONS.jsonl --into answers.jsonl

QUESTIONS has a line {"input": …, "expected": …} for each problem (GSM8K, Cobbe et al. 2021, is what RESULTS.md has).
Each answer is written down as it comes, so a run that was ended goes on where it was. Then the table is printed; with
--table nothing else is done.
"""

import argparse
import json
import math
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from app.chat.run import Run
from app.cli.house import Engine, engine_of, library_of
from app.cli.launch import read_launch
from app.domain.answers.rules import key_of
from app.domain.compose import compose, fill
from app.domain.generation import StopReason
from app.domain.loading import LoadSettings
from app.domain.message import user
from app.domain.outcome import Outcome
from app.domain.preset import AnswerType, Preset, SelfConsistency
from app.domain.sampling import Sampling
from app.paths import resources
from app.storage.presets.format import read_preset
from benchmarks.models import BASE, STARTER

PRESETS = {STARTER: "arithmetic", BASE: "arithmetic-base"}
SAMPLES = (1, 5)
TOKENS = 256
SEED = 1


@dataclass(frozen=True)
class Answered:
    """One problem, asked of one model."""

    model: str
    samples: int
    question: int
    expected: str
    key: str | None
    tokens: int
    seconds: float
    texts: tuple[str, ...]
    keys: tuple[str | None, ...]

    @property
    def is_right(self) -> bool:
        return self.key is not None and self.key == key_of(self.expected, AnswerType.NUMBER)


def preset_for(model: Path, *, samples: int, language: str = "en") -> Preset:
    """Greedy for one sample, as the preset says for several."""
    path = resources() / "presets" / language / f"{PRESETS[model]}.toml"
    preset = read_preset(path.read_text(encoding="utf-8"), str(path))
    consistency = SelfConsistency(samples, preset.self_consistency.temperature)
    return replace(preset, self_consistency=consistency, max_tokens=TOKENS)


def ask(engine: Engine, preset: Preset, question: str, *, seed: int) -> Outcome:
    task = compose(preset, [user(fill(preset, {"text": question}))], sampling=Sampling(seed=seed))
    return engine.answer(Run(task, engine.begin))


def asked(questions: Path, done: set[tuple[str, int, int]]) -> Iterator[Answered]:
    """The models take turns, so that what there is so far is of the same questions."""
    problems = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines()]
    with ExitStack() as stack:
        engines = {model: stack.enter_context(loaded(model)) for model in PRESETS}
        for samples in SAMPLES:
            for at, problem in enumerate(problems):
                for model, engine in engines.items():
                    if (model.stem, samples, at) not in done:
                        preset = preset_for(model, samples=samples)
                        yield answered(engine, preset, problem, model=model.stem, question=at)


@contextmanager
def loaded(model: Path) -> Iterator[Engine]:
    with (
        tempfile.TemporaryDirectory() as folder,
        library_of(read_launch(["--data-dir", folder, "run"])) as (library, loop),
        engine_of(library, loop) as engine,
    ):
        engine.load(model, LoadSettings())
        yield engine


def answered(engine: Engine, preset: Preset, problem: Mapping[str, str], *, model: str, question: int) -> Answered:
    began = time.monotonic()
    outcome = ask(engine, preset, problem["input"], seed=SEED + question)
    samples = preset.self_consistency.samples
    return Answered(
        model=model,
        samples=samples,
        question=question,
        expected=problem["expected"],
        key=outcome.vote.majority if samples > 1 else outcome.path.key,
        tokens=outcome.usage.completion_tokens,
        seconds=time.monotonic() - began,
        texts=tuple(path.text for path in outcome.paths if path.stop_reason != StopReason.CANCELLED),
        keys=tuple(path.key for path in outcome.paths if path.stop_reason != StopReason.CANCELLED),
    )


def wilson(right: int, of: int) -> tuple[float, float]:
    """The 95% interval of a share (Wilson 1927), which is sound for small numbers and near 0 and 1."""
    z = 1.959964
    middle = (right + z * z / 2) / (of + z * z)
    half = z / (of + z * z) * math.sqrt(right * (of - right) / of + z * z / 4)
    return middle - half, middle + half


def table(answers: list[Answered]) -> Iterator[str]:
    yield "| model | samples | right | 95% interval | paths with an answer | tokens a question | seconds a question |"
    yield "|---|---|---|---|---|---|---|"
    for model, samples in dict.fromkeys((one.model, one.samples) for one in answers):
        these = [one for one in answers if (one.model, one.samples) == (model, samples)]
        right, of = sum(one.is_right for one in these), len(these)
        low, high = wilson(right, of)
        found = sum(key is not None for one in these for key in one.keys) / sum(len(one.keys) for one in these)
        tokens, seconds = (
            sum(values) / of for values in zip(*((one.tokens, one.seconds) for one in these), strict=True)
        )
        yield (
            f"| {model} | {samples} | {right} of {of} | {low:.1%} to {high:.1%} | {found:.1%} | {tokens:.0f} |"
            f" {seconds:.1f} |"
        )


def written(path: Path) -> list[Answered]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [Answered(**json.loads(line)) for line in lines]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--into", type=Path, default=Path("gsm8k-answers.jsonl"))
    parser.add_argument("--table", action="store_true")
    options = parser.parse_args(arguments)
    done = {(one.model, one.samples, one.question) for one in written(options.into)}
    for one in () if options.table else asked(options.questions, done):
        with options.into.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
    print("\n".join(table(written(options.into))))


if __name__ == "__main__":
    main()
