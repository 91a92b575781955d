import argparse

import pytest

from app.cli.arguments import add_generation, counts, limits_of, option, role_parser, sampling_of
from app.cli.terminal import width
from app.domain.sampling import Sampling, ranges
from app.paths import resources
from app.words.catalog import speak


def _parse(*words: str) -> argparse.Namespace:
    parser = role_parser("chat", "Talk.")
    add_generation(parser)
    return parser.parse_args(words)


def test_nothing_asked_is_the_default() -> None:
    options = _parse()
    assert sampling_of(options) == Sampling()
    assert limits_of(options).max_tokens == 0


@pytest.mark.parametrize("name", [name for name, *_ in ranges()])
def test_every_setting_has_an_option(name: str) -> None:
    low, high = next((low, high) for found, low, high, _ in ranges() if found == name)
    for value in (low, high):
        assert getattr(sampling_of(_parse(f"{option(name)}={value:g}")), name) == value


@pytest.mark.parametrize("words", ["--temperature=5.1", "--top-k=-1", "--top-k=1.5", "--min-p=nan", "--seed=-1"])
def test_out_of_range_is_a_wrong_argument(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        _parse(words)
    assert caught.value.code == 2
    assert words.split("=", maxsplit=1)[0] in capsys.readouterr().err


def test_what_is_wrong_is_a_sentence_and_a_way_out(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _parse("--nonsense")
    said = "maru chat: error: unrecognized arguments: --nonsense\n“maru chat --help” says how it is used.\n"
    assert capsys.readouterr().err == said


def test_help_explains_every_setting(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _parse("--help")
    words = " ".join(capsys.readouterr().out.split())
    assert all(meaning in words for *_, meaning in ranges())


def test_korean_help_ends_where_the_terminal_ends(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    speak("ko", translations=resources() / "translations")
    try:
        with pytest.raises(SystemExit):
            _parse("--help")
    finally:
        speak("en", translations=resources() / "translations")
    lines = capsys.readouterr().out.splitlines()
    assert any("확률" in line for line in lines)
    assert [line for line in lines if width(line) > 80] == []


def test_ranges_are_said_in_digits(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _parse("--max-tokens=2000000")
    assert "between 0 and 1,048,576" in capsys.readouterr().err


def test_counts() -> None:
    assert counts("1,2,8") == (1, 2, 8)
