import logging
import os
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

import dev
from app import __version__
from app.logs import REPORTS_KEPT, start_log, write_report

log = logging.getLogger("app.somewhere")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "logs"


@pytest.fixture
def logged(folder: Path) -> Iterator[Path]:
    """The log file of a program that runs."""
    stop = start_log(folder)
    yield folder / "maru.log"
    stop()


def failure(text: str = "what happened") -> Exception:
    return RuntimeError(text)


def test_the_log_says_when_and_where(logged: Path) -> None:
    log.info("started %s", "quickly")
    log.debug("not this")
    (line,) = logged.read_text(encoding="utf-8").splitlines()
    assert line.endswith(f"INFO {os.getpid()} MainThread app.somewhere: started quickly")


def test_the_level_is_chosen(folder: Path) -> None:
    stop = start_log(folder, level="debug")
    log.debug("this")
    stop()
    stop = start_log(folder, level="error")
    log.info("not this")
    stop()
    log.info("nor this")
    assert [line.split(": ")[-1] for line in (folder / "maru.log").read_text().splitlines()] == ["this"]


def test_the_file_is_turned_over_when_it_has_grown(logged: Path) -> None:
    for _ in range(50):
        log.info("%s", "x" * 100_000)
    files = sorted(path.name for path in logged.parent.iterdir())
    assert files == ["maru.log", "maru.log.1", "maru.log.2", "maru.log.3"]
    assert sum(path.stat().st_size for path in logged.parent.iterdir()) < 4_100_000


def test_any_text_can_be_logged(logged: Path) -> None:
    log.info("서울 \ud800 \x00")
    assert "서울 ? \x00" in logged.read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_made_costs_the_log_and_no_more(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    stop = start_log(tmp_path / "file")
    log.info("into nothing")
    stop()
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the disk that is always full is Linux's")
def test_a_full_disk_prints_nothing(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder.mkdir()
    (folder / "maru.log").symlink_to("/dev/full")
    stop = start_log(folder)
    log.info("x" * 10_000)
    stop()
    assert capfd.readouterr() == ("", "")


@pytest.mark.expects_log("old")
def test_warnings_of_libraries_go_to_the_log(logged: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn("too old", DeprecationWarning, stacklevel=1)
        logging.captureWarnings(capture=False)
    assert "too old" in logged.read_text(encoding="utf-8")


@pytest.mark.expects_log("not caught: RuntimeError, see .*maru-report-")
def test_what_nobody_caught_becomes_a_report(logged: Path) -> None:
    error = failure()
    sys.excepthook(type(error), error, error.__traceback__)
    (report,) = logged.parent.glob("maru-report-*.txt")
    assert "RuntimeError: what happened" in report.read_text(encoding="utf-8")
    assert str(report) in logged.read_text(encoding="utf-8")


@pytest.mark.expects_log("not caught: ZeroDivisionError")
def test_so_does_what_nobody_caught_on_a_thread(logged: Path) -> None:
    thread = threading.Thread(target=lambda: 1 // 0, name="the-thread")
    thread.start()
    thread.join()
    (report,) = logged.parent.glob("maru-report-*.txt")
    assert "ZeroDivisionError" in report.read_text(encoding="utf-8")
    assert "the-thread" in logged.read_text(encoding="utf-8")


def test_ctrl_c_is_no_failure_of_ours(folder: Path) -> None:
    script = "import sys; from pathlib import Path; from app.logs import start_log; start_log(Path(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", f"{script}; raise KeyboardInterrupt", folder],
        cwd=dev.ROOT,
        capture_output=True,
        check=False,
    )
    assert b"KeyboardInterrupt" in done.stderr
    assert [path.name for path in folder.iterdir()] == ["maru.log"]


def test_stopping_puts_everything_back(folder: Path) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers), sys.excepthook, threading.excepthook, logging.raiseExceptions)
    start_log(folder)()
    assert before == (root.level, list(root.handlers), sys.excepthook, threading.excepthook, logging.raiseExceptions)


def test_a_report_says_what_we_need_to_know(folder: Path) -> None:
    with pytest.raises(ValueError, match="nothing") as met:
        int("nothing")
    report = write_report(folder, met.value).read_text(encoding="utf-8")
    assert f"Maru {__version__}" in report
    assert "Python 3" in report
    assert 'int("nothing")' in report
    assert "ValueError: invalid literal" in report


def test_a_report_keeps_little_of_what_was_typed(folder: Path) -> None:
    report = write_report(folder, failure("secret " * 10_000)).read_text(encoding="utf-8")
    assert len(report) < 3000


def test_the_newest_reports_stay(folder: Path) -> None:
    folder.mkdir()
    for number in range(20):
        (folder / f"maru-report-2020-01-{number + 10}-000000-1.txt").touch()
    (folder / "report-mine.txt").touch()
    newest = write_report(folder, failure())
    reports = sorted(folder.glob("maru-report-*.txt"))
    assert len(reports) == REPORTS_KEPT
    assert reports[-1] == newest
    assert (folder / "report-mine.txt").exists()


def test_where_the_folder_cannot_be_written_the_temporary_one_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert write_report(tmp_path / "file", failure()).parent == tmp_path
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "file"))
    assert write_report(tmp_path / "file", failure()) == Path(os.devnull)
