"""The role `self-test`: everything for real, once, with the starter model, in a folder that is thrown away."""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Protocol

from app import paths
from app.cli.answer import AnswerOnTerminal
from app.cli.arguments import add_json, role_parser
from app.cli.house import whole_program
from app.cli.launch import Launch
from app.cli.outcome import DONE, FAILED, Left
from app.cli.terminal import complain, show, show_json
from app.domain.conversation import Turn, TurnState
from app.domain.errors import MaruError
from app.domain.fault import from_fault
from app.domain.generation import Limits
from app.domain.settings import N_
from app.library.shelf.catalog import ModelFile, default_model, find_models
from app.storage.failures import explained
from app.words.catalog import _
from app.words.failures import sentence
from app.words.numbers import duration

ENOUGH_TOKENS = 32
ENOUGH_BYTES = 1_000_000
STEPS = (  # of both tests; JSON has them in English
    N_("write in the data folder"),
    *(N_("find the starter model"), N_("load it and receive an answer"), N_("read the chat back")),
    *(N_("open the data folder"), N_("paint the window"), N_("load the model"), N_("receive an answer")),
    *(N_("finish the answer"), N_("show it"), N_("store it")),
    N_("open every place"),
)


class WindowStep(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def ok(self) -> bool: ...
    @property
    def seconds(self) -> float: ...


class WindowTest(Protocol):
    """What the window's own test reports; it is handed in, as this face cannot know the other one."""

    @property
    def steps(self) -> Sequence[WindowStep]: ...
    @property
    def first_paint_s(self) -> float: ...
    @property
    def first_token_s(self) -> float: ...


RunWindowTest = Callable[[Launch], WindowTest]


@dataclass(frozen=True)
class Step:
    name: str
    ok: bool
    seconds: float


@dataclass
class Report:
    """Grows step by step."""

    steps: list[Step] = field(default_factory=list)
    first_paint_s: float | None = None
    first_token_s: float | None = None

    def take(self, name: str, work: Callable[[], bool]) -> None:
        """Does it, unless an earlier step failed."""
        if not self.is_ok:
            return
        began = time.perf_counter()
        try:
            ok = work()
        except MaruError as error:
            complain(sentence(error).text)
            ok = False
        self.steps.append(Step(name, ok, time.perf_counter() - began))

    @property
    def is_ok(self) -> bool:
        return all(step.ok for step in self.steps)


def run(launch: Launch, run_window_test: RunWindowTest) -> int:
    options = _parser().parse_args(launch.arguments)
    report = Report()
    report.take("write in the data folder", lambda: _write(launch.paths.settings))
    with tempfile.TemporaryDirectory(prefix="maru-self-test-") as folder:
        _talk(_inside(launch, Path(folder, "terminal")), report)
        if options.window and report.is_ok:
            _open_window(_inside(launch, Path(folder, "window")), report, run_window_test)
    if options.json:
        steps = [asdict(step) for step in report.steps]
        times = {"first_paint_s": report.first_paint_s, "first_token_s": report.first_token_s}
        show_json({"ok": report.is_ok, "steps": steps, **times})
    else:
        _tell(report)
    return DONE if report.is_ok else FAILED


def _parser() -> argparse.ArgumentParser:
    parser = role_parser("self-test", _("Try everything for real, once: model, engine, answer, storage."))
    parser.add_argument("--window", action="store_true", help=_("the window too; without a display it is not seen"))
    add_json(parser)
    return parser


def _inside(launch: Launch, folder: Path) -> Launch:
    """All data in the folder; only the logs stay, for whoever asks why."""
    return replace(launch, paths=replace(paths.inside(folder), logs=launch.paths.logs))


def _write(beside: Path) -> bool:
    """The one thing that the folder which is thrown away cannot tell. Raises StorageError."""
    with explained(beside):
        beside.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=beside.parent) as file:
            file.write(bytes(ENOUGH_BYTES))
    return True


def _talk(launch: Launch, report: Report) -> None:
    found: list[ModelFile] = []
    turns: list[Turn] = []
    report.take("find the starter model", lambda: _find(launch, found))
    report.take("load it and receive an answer", lambda: _ask(launch, found[0], turns))
    report.take("read the chat back", lambda: _is_kept(launch, turns[-1]))
    if turns and turns[-1].call:
        report.first_token_s = turns[-1].call.timings.first_token_s


def _find(launch: Launch, found: list[ModelFile]) -> bool:
    found.append(default_model(find_models(launch.paths.starter_models)))
    return True


def _ask(launch: Launch, model: ModelFile, turns: list[Turn]) -> bool:
    """The finished answer goes into turns. Raises MaruError, and Left when the person stopped it."""
    with whole_program(launch) as (app, loop):
        app.model.choose(str(model.path), app.settings.running.load_settings(), load=False)
        session = app.chats.new()
        session.style = replace(session.style, limits=Limits(max_tokens=ENOUGH_TOKENS))
        turn = AnswerOnTerminal(app, loop, session, quiet=True).ask(_("What is the capital of France?"))
    turns.append(turn)
    if turn.state is TurnState.STOPPED:
        raise Left
    if turn.fault:
        raise from_fault(turn.fault)
    return turn.state is TurnState.DONE and bool(turn.message.text.strip())


def _is_kept(launch: Launch, turn: Turn) -> bool:
    """As another start of the program finds it."""
    with whole_program(launch) as (app, _loop):
        return any(turn in app.store.load(entry.id).path() for entry in app.store.chats())


def _open_window(launch: Launch, report: Report, run_window_test: RunWindowTest) -> None:
    test = run_window_test(launch)
    report.steps += [Step(step.name, step.ok, step.seconds) for step in test.steps]
    report.first_paint_s, report.first_token_s = test.first_paint_s, test.first_token_s


def _tell(report: Report) -> None:
    for step in report.steps:
        show(f"{'✓' if step.ok else '!'} {_(step.name)} ({duration(step.seconds)})\n")
    show(
        "\n"
        + (_("Everything works.") if report.is_ok else _("Something does not work; “maru doctor” may know why."))
        + "\n"
    )
