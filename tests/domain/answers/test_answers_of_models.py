"""What the presets for arithmetic find in real outputs of two small models, against labels made by hand.

Each line of outputs.jsonl is an answer as the model wrote it (some run on with questions of their own, some were cut
short); `states` is the answer that a reader takes from it, null where it states none in the words that the preset
asks for. They were read beside what had been extracted; two of them led to a mended rule.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from app.domain.answers.rules import extract
from app.domain.preset import AnswerRule
from app.paths import resources
from app.storage.presets.format import read_preset

OUTPUTS = Path(__file__).parents[2] / "fixtures" / "answers" / "outputs.jsonl"


@cache
def rule_of(preset: str) -> AnswerRule:
    path = resources() / "presets" / f"{preset}.toml"
    return read_preset(path.read_text(encoding="utf-8"), str(path)).rule


def read() -> list[tuple[dict[str, Any], str | None]]:
    lines = OUTPUTS.read_text(encoding="utf-8").splitlines()
    found = []
    for output in map(json.loads, lines):
        answer = extract(rule_of(output["preset"]), output["text"])
        found.append((output, answer.key if answer else None))
    return found


def test_no_answer_is_made_up() -> None:
    false = [(output["text"], key) for output, key in read() if key is not None and key != output["states"]]
    assert false == []


def test_stated_answers_are_found() -> None:
    stated = [(output["states"], key) for output, key in read() if output["states"] is not None]
    assert len(stated) > 200
    assert sum(states == key for states, key in stated) > 0.98 * len(stated)


def test_both_models_and_languages_are_there_with_and_without_answers() -> None:
    outputs = [output for output, _key in read()]
    assert len(outputs) >= 240
    assert {(output["model"][:4], output["preset"][:2]) for output in outputs} == {
        ("Smol", "en"), ("Smol", "ko"), ("gemm", "en"), ("gemm", "ko"),
    }  # fmt: skip
    assert sum(output["states"] is None for output in outputs) > 40
    assert sum(output["sampled"] for output in outputs) > 80
