"""The library of presets as the tests see it: each with its input, and the prompt that comes of them."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import dev
from app.domain.compose import compose, fill
from app.domain.generation import ChatPrompt, InfillPrompt, RawPrompt
from app.domain.message import user
from app.domain.preset import Preset
from app.domain.sampling import Sampling
from app.domain.task import Task
from app.domain.templates.builtin import builtin
from app.domain.templates.rendering import Template
from app.storage.presets.format import read_preset

FOLDER = dev.ROOT / "resources" / "presets"
LANGUAGES = ("en", "ko")
SNAPSHOTS = Path(__file__).with_name("snapshots")
_TOKENS = {"chatml": ("", "<|im_end|>"), "gemma": ("<bos>", "<eos>")}


def stems(language: str) -> list[str]:
    return sorted(path.stem for path in (FOLDER / language).glob("*.toml"))


def presets() -> list[tuple[str, str]]:
    """Language and stem of each."""
    return [(language, stem) for language in LANGUAGES for stem in stems(language)]


def source(language: str, stem: str) -> str:
    return (FOLDER / language / f"{stem}.toml").read_text(encoding="utf-8")


def preset(language: str, stem: str) -> Preset:
    return read_preset(source(language, stem), f"{language}/{stem}.toml")


def inputs() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Values of the variables, by stem and language."""
    return tomllib.loads(Path(__file__).with_name("inputs.toml").read_text(encoding="utf-8"))


def task(language: str, stem: str) -> Task:
    one = preset(language, stem)
    return compose(one, [user(fill(one, inputs()[stem][language]))])


def snapshot(language: str, stem: str) -> str:
    """How the model is asked, and the whole prompt in two chat templates that differ much."""
    asked = task(language, stem)
    return "".join(f"=== {heading} ===\n{text}\n" for heading, text in _sections(asked))


def snapshot_path(language: str, stem: str) -> Path:
    return SNAPSHOTS / language / f"{stem}.txt"


def _sections(asked: Task) -> Iterator[tuple[str, str]]:
    yield "asked with", "\n".join(_settings(asked))
    match asked.prompt:
        case RawPrompt(text=text):
            yield "text", text
        case ChatPrompt(messages=messages):
            for name, (bos, eos) in _TOKENS.items():
                template = Template(builtin(name).source, bos=bos, eos=eos)
                pieces = template.split(template.render(messages))
                yield name, "".join(text for text, _ in pieces)


def _settings(asked: Task) -> Iterator[str]:
    """What differs from the usual."""
    usual = asdict(Sampling())
    yield from (f"{name}: {value}" for name, value in asdict(asked.sampling).items() if value != usual[name])
    yield from (f"{name}: {value!r}" for name, value in asdict(asked.limits).items() if value and name != "grammar")
    if asked.limits.grammar:
        yield f"grammar:\n{asked.limits.grammar}"
    if asked.samples > 1:
        yield f"samples: {asked.samples}"
    if not isinstance(asked.prompt, InfillPrompt) and asked.prompt.spans:
        yield "spans: " + " ".join(f"{span.kind}:{span.end - span.start}" for span in asked.prompt.spans)
