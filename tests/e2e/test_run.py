import json
from pathlib import Path

import pytest

from tests.e2e.conftest import Maru

ARITHMETIC = ("run", "--preset", "en/arithmetic", "--input", "-")


def test_the_answer_stands_on_top(maru: Maru) -> None:
    asked = maru(*ARITHMETIC, "--samples", "1", typed="How old is she? /answers 67\n")
    assert (asked.code, asked.out, asked.err) == (0, "67\n", "")


def test_the_majority_is_taken(maru: Maru) -> None:
    asked = maru(*ARITHMETIC, "--samples", "5", "--json", typed="How old? /answers 5 67 sixty-seven ? 67.0").json
    assert asked["answer"] == "67"
    assert asked["vote"] == {"67": 3, "5": 1}
    assert asked["silent"] == 1
    assert [path["key"] for path in asked["paths"]] == ["5", "67", "67", None, "67"]
    assert all({"text", "answer", "stop_reason"} <= set(path) for path in asked["paths"])
    assert asked["paths"][asked["chosen"]]["answer"] == "67"
    assert set(asked["usage"]) == {"prompt_tokens", "reused_tokens", "completion_tokens"}
    assert set(asked["timings"]) == {"load_s", "first_token_s", "decode_tps", "prefill_tps"}


def test_the_vote_and_the_paths_are_said_in_words(maru: Maru) -> None:
    asked = maru(*ARITHMETIC, "--samples", "3", "--paths", typed="How old? /answers 67 5 67")
    assert asked.out.startswith("67\n3 votes of 3 — 67: 2, 5: 1\n")
    assert "— path 2: 5\n" in asked.out
    assert asked.out.count("The answer is") == 3


def test_a_tie_is_no_majority(maru: Maru) -> None:
    each = maru(*ARITHMETIC, "--samples", "3", typed="How old? /answers 67 5 8")
    assert each.out == "67\n3 votes of 3 — 67: 1, 5: 1, 8: 1\nNo two answers agree; the first one is shown.\n"
    two = maru(*ARITHMETIC, "--samples", "5", typed="How old? /answers 67 5 8 5 67")
    assert two.out.splitlines()[2:] == ["2 answers have 2 votes each; the first of them is shown."]
    assert maru(*ARITHMETIC, "--samples", "3", "--json", typed="How old? /answers 67 5 ?").json["is_tied"]
    assert not maru(*ARITHMETIC, "--samples", "3", "--json", typed="How old? /answers 67 67 5").json["is_tied"]


def test_sampling_ends_when_nothing_can_change_any_more(maru: Maru) -> None:
    asked = maru(*ARITHMETIC, "--samples", "9", "--json", typed="How old? /answers 67").json
    assert asked["is_early"]
    assert asked["vote"]["67"] >= 5


def test_no_answer_is_said(maru: Maru) -> None:
    asked = maru(*ARITHMETIC, "--samples", "1", "--json", typed="How old? /answers ?")
    assert (asked.code, asked.json["answer"]) == (0, None)
    assert asked.sentences == ["No answer could be found in what the model wrote."]
    assert asked.json["text"]


def test_variables_are_filled_in(maru: Maru) -> None:
    refused = maru("run", "--preset", "en/arithmetic", "--var", "nonsense=1")
    assert refused.code == 1
    assert "nonsense" in refused.err
    assert maru("run", "--preset", "en/arithmetic").code == 1
    unknown = maru("run", "--preset", "arithmetik", "--input", "-", typed="a")
    assert unknown.code == 1
    assert len(unknown.sentences) == 1
    assert maru("run").code == 2


def test_a_free_answer_is_all_that_was_written(maru: Maru) -> None:
    asked = maru("run", "--preset", "en/summary", "--input", "-", typed="A long text. /reason")
    assert asked.code == 0
    assert "practice engine" in asked.out
    assert "short answer is best" in asked.err


def test_ctrl_c_keeps_what_came(maru: Maru) -> None:
    running = maru.start("run", "--preset", "en/summary", "--var", "text=Go on /long 5000")
    running.until_printed(lambda text: len(text) > 20)
    running.press_ctrl_c()
    ended = running.end()
    assert (ended.code, ended.err) == (0, "Stopped.\n")
    assert ended.out.startswith("a quiet river")


def test_a_real_model_is_held_to_the_form(real_maru: Maru, starter_model: Path, tmp_path: Path) -> None:
    text = tmp_path / "review.txt"
    text.write_text("I loved every minute of it.", encoding="utf-8")
    asked = real_maru("run", "--preset", "en/sentiment", "--input", str(text), "--model", str(starter_model), "--json")
    assert (asked.code, asked.err) == (0, "")
    assert asked.json["answer"].strip() in {"positive", "negative", "neutral"}
    assert asked.json["problems"] == []
    named = ("run", "--preset", "en/entities", "--var", "text=Ada met Tim in Berlin.", "--model", str(starter_model))
    entities = real_maru(*named, "--json").json
    assert entities["value"] == json.loads(entities["answer"])
    assert entities["problems"] == []


CHOICES = 'format = "choices"\nchoices = ["Yes, certainly", "No, never"]'
GRAMMAR = """format = "gbnf"\ngrammar = 'root ::= [a-z ]+ "."'"""


@pytest.mark.parametrize(
    ("form", "lack", "said"),
    [
        (CHOICES, "half a choice", "This was cut short before it was one of the choices: Yes, certainly, No, never."),
        (GRAMMAR, "half a form", "This was cut short, so it may not be all that the grammar asks for."),
    ],
)
def test_a_form_that_was_cut_short_is_said(
    real_maru: Maru, starter_model: Path, tmp_path: Path, *, form: str, lack: str, said: str
) -> None:
    preset = tmp_path / "mine.toml"
    preset.write_text(f'format = 1\nname = "x"\n[output]\n{form}\n', encoding="utf-8")
    words = ("--preset", str(preset), "--model", str(starter_model), "--max-tokens", "1")
    plain = real_maru("run", *words, "--var", "text=Is ice cold?")
    assert (plain.code, plain.sentences) == (0, [said])
    asked = real_maru("run", *words, "--var", "text=Is ice cold?", "--json")
    assert asked.json["problems"] == [{"path": "", "lack": lack, "words": said}]
    assert asked.json["value"] == asked.json["text"].strip()
    assert real_maru("chat", *words, "--temporary", "Is ice cold?").sentences == [said]


def test_real_paths_vote(real_maru: Maru, starter_model: Path) -> None:
    question = "Tom has 3 apples and buys 4 more. How many apples has he?"
    words = ("run", "--preset", "en/arithmetic", "--var", f"text={question}", "--model", str(starter_model))
    asked = real_maru(*words, "--samples", "3", "--seed", "1", "--max-tokens", "60", "--json").json
    assert len(asked["paths"]) == 3
    assert sum(asked["vote"].values()) + asked["silent"] <= 3
    assert asked["answer"] is None or asked["vote"][asked["answer"]] == max(asked["vote"].values())
