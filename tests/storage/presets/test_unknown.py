from pathlib import Path

import pytest

from app.storage.presets.unknown import MOST_NAMED, unknown_keys

HEAD = 'format = 1\nname = "x"\n'


@pytest.mark.parametrize(
    ("text", "key", "line", "near"),
    [
        ("maxtokens = 3", "maxtokens", 3, "max_tokens"),
        ("temperature = 3", "temperature", 3, "sampling.temperature"),
        ("[sampling]\n\ntempature = 3", "sampling.tempature", 5, "temperature"),
        ("[sampling]\nsamples = 3", "sampling.samples", 4, "self_consistency.samples"),
        ("[answers]\nrule = 3", "answers", 3, "answer"),
        ('[[examples]]\n[[examples]]\nanser = "b"', "examples[2].anser", 5, "answer"),
        ("[output]\ngramar = 3", "output.gramar", 4, "grammar"),
        ("note = 3", "note", 3, ""),
        ('examples = [{ hint = "" }]', "examples[1].hint", 3, ""),
    ],
)
def test_what_no_preset_has_is_named_with_what_was_meant(text: str, key: str, line: int, near: str) -> None:
    (found,) = unknown_keys(HEAD + text)
    assert (found.key, found.line, found.near) == (key, line, near)


def test_what_came_with_the_program_has_none() -> None:
    files = list((Path(__file__).parents[3] / "resources" / "presets").rglob("*.toml"))
    assert files
    assert not [path for path in files if unknown_keys(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("text", ['name = "', "x = " + "[" * 200, "examples = 3", "answer = [1]", "[[output]]"])
def test_what_is_damaged_is_left_to_others(text: str) -> None:
    assert not unknown_keys(text)


def test_only_the_first_are_named() -> None:
    assert len(unknown_keys("\n".join(f"k{number} = 1" for number in range(1000)))) == MOST_NAMED
