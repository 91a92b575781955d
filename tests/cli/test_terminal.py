import io
import json
import os
import sys

import pytest

from app.cli.chats import show_turn
from app.cli.terminal import ProgressLine, bar, fitting, printable, show_json, show_table, width
from app.domain.conversation import Turn
from app.domain.message import user


def test_nothing_takes_over_the_terminal() -> None:
    assert printable("\033]0;title\a red \033[31m\x9b31m\r back\b") == "�]0;title� red �[31m�31m� back�"
    assert printable("line\n\tnext 한국어 é") == "line\n\tnext 한국어 é"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("kind", "said"), [("xterm", "\033[1mYou\033[0m\nHi\n\n"), ("dumb", "You\nHi\n\n")])
def test_who_speaks_is_bold_where_a_terminal_can(monkeypatch: pytest.MonkeyPatch, kind: str, said: str) -> None:
    terminal = Terminal()
    monkeypatch.setenv("TERM", kind)
    monkeypatch.setattr(sys, "stdout", terminal)
    show_turn(Turn("1", None, user("Hi"), 0.0))
    assert terminal.getvalue() == said


def test_a_terminal_without_a_way_back_is_not_flooded_with_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(sys, "stderr", terminal)
    with ProgressLine() as progress:
        progress.show("Loading")
    assert terminal.getvalue() == ""


def test_a_korean_syllable_takes_two_places() -> None:
    assert (width("abc"), width("한국어"), width("")) == (3, 6, 0)


def test_columns_stand_below_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    show_table([("이름", "1"), ("name", "20"), ("a", "300")], right=frozenset({1}))
    assert capsys.readouterr().out == "이름    1\nname   20\na     300\n"


def test_a_line_is_cut_where_the_terminal_ends() -> None:
    assert [fitting("한국어 ok", places) for places in (0, 3, 4, 40)] == ["", "한", "한국", "한국어 ok"]


def test_a_bar_is_never_longer_than_itself() -> None:
    bars = [bar(part, whole) for part, whole in ((0, 10), (5, 10), (10, 10), (11, 10), (-1, 10), (3, 0))]
    assert {len(drawn) for drawn in bars} == {len(bars[0])}
    assert [drawn.count("█") for drawn in bars] == [0, 12, 24, 24, 0, 0]


def test_json_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    show_json({"text": "두\n줄"})
    assert capsys.readouterr().out == '{"text": "두\\n줄"}\n'


def test_json_is_for_every_reader_where_the_terminal_speaks_another_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="euc-kr", errors="replace"))
    show_json({"text": "한국어 😀"})
    assert json.loads(written.getvalue().decode("utf-8")) == {"text": "한국어 😀"}


def test_a_path_that_is_no_text_survives_json(capsys: pytest.CaptureFixture[str]) -> None:
    path = os.fsdecode(b"caf\xe9")
    show_json({"path": path})
    assert json.loads(capsys.readouterr().out)["path"] == path


def test_a_row_of_a_table_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    show_table([("name", "size"), ("two\nlines", "1 MB")])
    assert capsys.readouterr().out == "name       size\ntwo⏎lines  1 MB\n"
