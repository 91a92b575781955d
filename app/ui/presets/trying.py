"""A preset tried on what a person enters: the same run as in a chat, shown beside the editor and kept nowhere."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.chat.answer import answered
from app.chat.run import Run
from app.domain.compose import compose, fill, variables
from app.domain.conversation import ModelCall, Turn, TurnState
from app.domain.errors import MaruError
from app.domain.fault import Fault, from_fault
from app.domain.generation import StopReason
from app.domain.message import assistant, user
from app.domain.outcome import Outcome, SampledPath
from app.domain.preset import TEXT, Preset
from app.domain.preset_errors import VariableMissing, VariableRefused
from app.domain.task import Task
from app.ui.conversation.row import Verdict
from app.ui.conversation.rows import row_of
from app.ui.presets.side import Side
from app.wiring import App
from app.words.failures import sentence
from app.words.remedies import Remedy

_ID = "tried"


class Trying(QObject):
    helped = Signal(str, object, object)
    """A remedy, the MaruError it is for, and what to try again."""

    def __init__(self, side: Side, app: Callable[[], App]) -> None:
        super().__init__(side)
        self._side = side
        self._view = side.try_it
        self._app = app
        self._preset = Preset("")
        self._asked: tuple[Preset, str] = (self._preset, "")
        self._turn = Turn(_ID, None, assistant(""), 0.0)
        self._run: Run | None = None
        self._view.submitted.connect(self.begin)
        self._view.stopped.connect(self.stop)
        answer = self._view.answer
        answer.regenerate_requested.connect(lambda _id: self.begin())
        answer.continue_requested.connect(lambda _id: self._continue())
        answer.remedy_chosen.connect(self._help)

    @property
    def tried(self) -> tuple[str, str]:
        """The question as it was asked, and the answer."""
        return self._asked[1], self._turn.message.text

    @property
    def is_running(self) -> bool:
        return self._run is not None

    def show_preset(self, preset: Preset) -> None:
        """What is entered and answered already stays: one compares."""
        self._preset = preset
        self._view.show_variables(variables(preset))

    def clear(self) -> None:
        """Another preset is open: the answer was not its own."""
        self.stop()
        self._run = None
        self._view.show_running(is_running=False)
        self._view.show_trouble("")
        self._side.show_answer(is_shown=False)

    def begin(self) -> None:
        """On what is entered now."""
        self.stop()
        preset = self._preset
        try:
            question = fill(preset, self._view.values)
            task = compose(preset, [user(question)])
        except (VariableMissing, VariableRefused) as error:
            self._view.show_trouble(sentence(error).text if error.name == TEXT else "")
            self._view.show_refused(error)
        except MaruError as error:
            self._view.show_trouble(sentence(error).text)
        else:
            self._asked = (preset, question)
            self._start(task, None)

    def stop(self) -> None:
        if self._run:
            self._run.stop()

    def leave(self) -> None:
        self.stop()
        self._run = None

    def _continue(self) -> None:
        """Go on where the answer was broken off."""
        preset, question = self._asked
        begun = self._turn.message
        if self._run or not begun.text:
            return
        task = compose(preset, [user(question), begun], prefill=True)
        self._start(replace(task, samples=1), SampledPath(begun.text, reasoning=begun.reasoning))

    def _start(self, task: Task, begun: SampledPath | None) -> None:
        self._view.show_trouble("")
        message = self._turn.message if begun else assistant("")
        call = ModelCall(self._app().model.path, preset=self._asked[0])
        self._turn = Turn(_ID, None, message, 0.0, state=TurnState.STREAMING, call=call)
        run = self._run = Run(task, self._app().model.ask, begun=begun)
        run.streamed.connect(partial(self._stream, run))
        run.voted.connect(partial(self._show_vote, run))
        run.stepped.connect(partial(self._show_step, run))
        run.troubled.connect(lambda error: self._view.show_trouble(sentence(error).text))
        run.finished.connect(partial(self._finish, run))
        run.failed.connect(partial(self._fail, run))
        self._side.show_answer(is_shown=True)
        self._view.answer.show_rows([row_of(self._turn, {})])
        self._view.show_running(is_running=True)
        run.begin()

    def _stream(self, run: Run, path: int, text: str, reasoning: str) -> None:
        if run is not self._run or path:
            return
        if reasoning or run.is_drafting:
            self._view.answer.stream_reasoning(_ID, reasoning or text)
        if text and not run.is_drafting:
            self._view.answer.stream_text(_ID, text)

    def _show_step(self, run: Run, _step: int) -> None:
        if run is self._run:
            self._view.answer.stream_reasoning(_ID, "\n\n")

    def _show_vote(self, run: Run, outcome: Outcome) -> None:
        if run is self._run:
            verdict = Verdict(None, outcome.vote, is_early=outcome.is_early)
            self._view.answer.show_vote(_ID, verdict, outcome.paths)

    def _finish(self, run: Run, outcome: Outcome) -> None:
        if run is self._run:
            was_stopped = outcome.path.stop_reason == StopReason.CANCELLED
            self._end(answered(self._turn, outcome, TurnState.STOPPED if was_stopped else TurnState.DONE))

    def _fail(self, run: Run, fault: Fault, outcome: Outcome) -> None:
        if run is self._run:
            self._end(replace(answered(self._turn, outcome, TurnState.FAILED), fault=fault))

    def _end(self, turn: Turn) -> None:
        self._run = None
        self._turn = turn
        self._view.show_running(is_running=False)
        self._view.answer.finish(row_of(turn, {}))
        self._view.answer.verticalScrollBar().setValue(0)  # the verdict stands above the ways to it

    def _help(self, _turn_id: str, remedy: str) -> None:
        if remedy == Remedy.RETRY or self._turn.fault is None:
            self.begin()
        else:
            self.helped.emit(remedy, from_fault(self._turn.fault), self.begin)
