from pathlib import Path

import pytest

from app import paths
from app.cli.outcome import DONE, FAILED, OURS, Left, guard
from app.domain.errors import MaruError, NotFound
from app.domain.model_errors import NoModels
from app.domain.network_errors import NotAllowed
from app.domain.preset_errors import VariableMissing
from app.domain.storage_errors import FolderReadOnly


def _raise(error: BaseException) -> int:
    raise error


def test_done(tmp_path: Path) -> None:
    assert guard(lambda: DONE, paths.inside(tmp_path)) == 0


def test_the_worlds_failure_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guard(lambda: _raise(NoModels()), paths.inside(tmp_path)) == FAILED
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(
    ("page", "says"),
    [("https://huggingface.co/a/b", "HF_TOKEN"), ("https://mirror.example/a/b", "only ever sent to huggingface.co")],
)
def test_who_must_accept_terms_is_told_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], page: str, says: str
) -> None:
    guard(lambda: _raise(NotAllowed("host", "a/b", page)), paths.inside(tmp_path))
    said = capsys.readouterr().err
    assert page in said
    assert says in said


@pytest.mark.parametrize(
    ("error", "way_out"),
    [
        (NotFound("preset", "summry"), "maru presets list"),
        (NotFound("chat", "last"), "maru chats list"),
        (NotFound("model", "gemma"), "maru models list"),
        (VariableMissing("tone"), "--var tone="),
        (FolderReadOnly("/data"), "--data-dir"),
    ],
)
def test_a_way_out_is_named_where_the_window_has_a_button(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], error: MaruError, way_out: str
) -> None:
    guard(lambda: _raise(error), paths.inside(tmp_path))
    assert way_out in capsys.readouterr().err


def test_who_is_asked_back_is_sent_nowhere_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    guard(lambda: _raise(NotFound("preset", "summry", "summary")), paths.inside(tmp_path))
    assert "list" not in capsys.readouterr().err


@pytest.mark.parametrize("error", [Left(), KeyboardInterrupt()])
def test_leaving_needs_no_words(tmp_path: Path, error: BaseException, capsys: pytest.CaptureFixture[str]) -> None:
    assert guard(lambda: _raise(error), paths.inside(tmp_path)) == FAILED
    assert capsys.readouterr() == ("", "")


def test_our_mistake_is_a_report_and_its_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guard(lambda: _raise(ZeroDivisionError("ours")), paths.inside(tmp_path)) == OURS
    said = capsys.readouterr().err
    (report,) = (tmp_path / "logs").glob("*.txt")
    assert str(report) in said
    assert "Traceback" not in said
    assert "ZeroDivisionError" in report.read_text(encoding="utf-8")
