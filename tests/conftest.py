"""What every test gets: a folder of its own, the real models, and a hunt for everything that it left behind."""

import gc
import logging
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import psutil
import pytest
from hypothesis import settings

import dev
from app.words.catalog import speak, spoken
from tests.owner import Owner

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A busy machine is slow, not wrong: no property has a deadline, and CI sees the same examples in every run.
settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")

GRACE_S = 5.0  # how long threads and processes that were told to end may take on a busy machine


def pytest_sessionstart(session: pytest.Session) -> None:
    """The catalogs that gettext reads are made from the texts that translators write."""
    if not hasattr(session.config, "workerinput"):
        dev.compile_translations(Path(sys.executable))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where tests run in several processes, those of the real engine share one: each takes all cores for itself."""
    for item in items:
        is_heavy = {"starter_model", "base_model"} & set(getattr(item, "fixturenames", ())) or "real" in item.path.parts
        item.add_marker(pytest.mark.xdist_group("engine" if is_heavy else str(item.path)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What was printed and logged goes between processes as UTF-8, which has no place for half a character."""
    report = yield
    report.sections = [(name, text.encode(errors="backslashreplace").decode()) for name, text in report.sections]
    return report


@pytest.fixture
def owner() -> Owner:
    return Owner()


# --- a folder of its own -------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder; the person's own folders and language are out of reach, in child processes too."""
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable.lower()))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.delenv("LANGUAGE", raising=False)
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    """The language is one for the whole process, and the next test expects its own."""
    yield
    if spoken() != "en":
        speak("en", translations=dev.TRANSLATIONS)


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In place of the person's own, which send2trash looked up when it was imported."""
    folder = tmp_path / "Trash"
    monkeypatch.setattr("send2trash.plat_other.HOMETRASH", str(folder), raising=False)
    monkeypatch.setattr("send2trash.plat_other.HOMETRASH_B", bytes(folder), raising=False)
    return folder


# --- real models ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def starter_model() -> Path:
    """The built-in model: SmolLM2-135M-Instruct, an assistant with a chat template."""
    return _cached(dev.STARTER_MODEL)


@pytest.fixture(scope="session")
def base_model() -> Path:
    """Gemma-3-270M: a base model with sliding-window attention and no chat template worth the name."""
    return _cached(dev.BASE_MODEL)


def _cached(model: dev.Model) -> Path:
    path = model.path()
    if not path.is_file():
        pytest.fail(f"{path} is missing: run `python3 dev.py test` once, it brings the models.", pytrace=False)
    return path


# --- nothing is left behind ----------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _nothing_left_behind(data_dir: Path) -> Iterator[None]:
    """Fails the test that leaves a thread, a child process or a top-level widget behind."""
    hunts: list[tuple[str, Callable[[], dict[object, str]]]] = [
        ("threads", _threads),
        ("child processes", _children),
        ("top-level widgets", _widgets),
    ]
    before = [hunt() for _, hunt in hunts]
    yield
    leaks = [
        f"{what}: {', '.join(left)}"
        for (what, hunt), known in zip(hunts, before, strict=True)
        if (left := _left(hunt, known))
    ]
    if leaks:
        for child in psutil.Process().children(recursive=True):
            if child not in before[1]:
                child.kill()
        pytest.fail("left behind " + "; ".join(leaks), pytrace=False)


def _left(hunt: Callable[[], dict[object, str]], known: dict[object, str]) -> list[str]:
    """What the hunt still finds after things that are ending had time to end."""
    deadline = time.monotonic() + GRACE_S
    while left := [name for thing, name in hunt().items() if thing not in known]:
        if time.monotonic() > deadline:
            return left
        gc.collect()
        time.sleep(0.02)
    return []


def _threads() -> dict[object, str]:
    return {thread: thread.name for thread in threading.enumerate()}


_started: list[str] = []  # what was started since the last look that found nothing; looking costs 10 ms
sys.addaudithook(lambda event, _: _started.append(event) if event in {"subprocess.Popen", "os.fork"} else None)


def _children() -> dict[object, str]:
    found: dict[object, str] = {}
    for child in psutil.Process().children(recursive=True) if _started else ():
        try:
            found[child] = " ".join(child.cmdline()) or child.name()
        except (psutil.NoSuchProcess, psutil.ZombieProcess):
            found[child] = f"process {child.pid}, ended but never waited for"
    if not found:
        _started.clear()
    return found


def _widgets() -> dict[object, str]:
    qt = sys.modules.get("PySide6.QtWidgets")  # tests without a window never load Qt
    if qt is None or qt.QApplication.instance() is None:
        return {}
    core = sys.modules["PySide6.QtCore"]
    core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)
    return {id(widget): repr(widget) for widget in qt.QApplication.topLevelWidgets() if widget.parent() is None}


# --- the log is part of the behaviour ------------------------------------------------------------------------------


class _Loud(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that logs a warning nobody expects, or does not log the one it is marked to expect."""
    loud = _Loud()
    logging.getLogger().addHandler(loud)
    yield
    logging.getLogger().removeHandler(loud)
    patterns = [str(mark.args[0]) for mark in request.node.iter_markers("expects_log")]
    problems = [
        f"unexpected log: {message}"
        for message in loud.messages
        if not any(re.search(pattern, message) for pattern in patterns)
    ]
    problems += [
        f"expected in the log, but missing: {pattern}"
        for pattern in patterns
        if not any(re.search(pattern, message) for message in loud.messages)
    ]
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)
