"""The same question asked of several presets and models side by side, with the same seed.

Columns of the loaded model are asked at once: the engine's scheduler makes one batch of them. Other models come one
after another, each in an engine of its own that is gone afterwards, and only where memory has room for it beside the
loaded one.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial

from app.chat.answer import call_of, message_of
from app.chat.model import ActiveModel, BeingLoaded
from app.chat.run import Run
from app.chat.session import Style
from app.domain.compose import compose, fill, variables
from app.domain.conversation import ModelCall
from app.domain.engine_errors import LoadCancelled, OutOfMemory
from app.domain.errors import MaruError
from app.domain.event import Event
from app.domain.fault import Fault, from_fault
from app.domain.fit import Fit, Verdict
from app.domain.generation import StopReason
from app.domain.loading import LoadSettings
from app.domain.message import Message, user
from app.domain.outcome import Outcome
from app.domain.preset import TEXT, Preset
from app.domain.task import Task

FEWEST, MOST = 2, 4
"""Columns."""

Weigh = Callable[[str, LoadSettings, Callable[[Fit | MaruError], None]], None]
"""Tells whether a model fits beside the loaded one."""


@dataclass(frozen=True)
class Column:
    """Who is asked: model is a file's path. is_filled: the question was made with this preset's template already."""

    model: str
    preset: Preset | None = None
    is_filled: bool = False


@dataclass(frozen=True)
class Question:
    """What all are asked. history is what was said before it, in the chat that it comes from."""

    text: str
    history: tuple[Message, ...] = ()
    style: Style = field(default_factory=Style)
    seed: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    """For the presets' variables besides the text; each preset takes those that it knows."""


def filled(column: Column, question: Question) -> str:
    """The question as the column's preset words it. Raises VariableMissing, VariableRefused."""
    if column.preset is None or column.is_filled:
        return question.text
    given = {**question.values, TEXT: question.text}
    names = {variable.name for variable in variables(column.preset)}
    return fill(column.preset, {name: value for name, value in given.items() if name in names})


class Stage(StrEnum):
    WAITING = "waiting"
    LOADING = "loading"
    READING = "reading"
    WRITING = "writing"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True)
class ColumnState:
    """How far one column is. fraction is of loading or reading, fit the verdict on a model that is loaded for it."""

    stage: Stage = Stage.WAITING
    fraction: float = 0.0
    outcome: Outcome | None = None
    error: MaruError | None = None
    fit: Fit | None = None
    seconds: float = 0.0
    """From the question to the end of the answer, without loading."""

    @property
    def is_over(self) -> bool:
        return self.stage in {Stage.DONE, Stage.STOPPED, Stage.FAILED}


@dataclass(frozen=True)
class Others:
    """How a model that is not the loaded one is had for a while."""

    another: Callable[[], ActiveModel]
    settings_of: Callable[[str], LoadSettings]
    weigh: Weigh


class Comparison:
    """Single-threaded: every method belongs to the owner's thread, and every event fires there."""

    def __init__(
        self,
        columns: Sequence[Column],
        question: Question,
        model: ActiveModel,
        others: Others,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.changed: Event[[int]] = Event()
        """The state of this column."""
        self.streamed: Event[[int, str, str]] = Event()
        """The column, and what comes to its text and to its reasoning (drafts come as reasoning)."""
        self.finished: Event[[]] = Event()
        self.columns = tuple(columns)
        self.question = question
        self.states = [ColumnState() for _ in columns]
        self._model = model
        self._others = others
        self._clock = clock
        self._runs: dict[int, Run] = {}
        self._began: dict[int, float] = {}
        self._waiting: list[str] = []
        """Models that are still to be loaded."""
        self._guest: ActiveModel | None = None
        """What has one of the other models in it."""
        self._has_ended = False

    @property
    def is_over(self) -> bool:
        return all(state.is_over for state in self.states)

    def begin(self) -> None:
        """Raises ValueError for too few or too many columns."""
        if not FEWEST <= len(self.columns) <= MOST:
            raise ValueError(len(self.columns))
        paths = dict.fromkeys(column.model for column in self.columns)
        self._waiting = [path for path in paths if path != self._model.path]
        self._ask(self._model.path, self._model)

    def stop(self) -> None:
        """End all of it; what came stays."""
        self._waiting = []
        for run in tuple(self._runs.values()):
            run.stop()
        for index, state in enumerate(self.states):
            if not state.is_over and index not in self._runs:
                self._put(index, replace(state, stage=Stage.STOPPED))
        self._go_on()

    def leave(self) -> None:
        """Nobody reads it any more: end all of it, and wait for an engine of ours to be gone."""
        self.stop()
        if self._guest:
            self._guest.close()

    def answer(self, index: int) -> tuple[Message, ModelCall]:
        """What this column came to, as a turn of a chat has it."""
        column, outcome = self.columns[index], self.states[index].outcome
        if outcome is None:
            raise ValueError(index)
        call = ModelCall(model=column.model, settings={"seed": self.question.seed}, preset=column.preset)
        return message_of(outcome), call_of(outcome, call)

    def _ask(self, path: str, model: ActiveModel) -> None:
        """All columns of this model, at once."""
        begun: list[Run] = []
        for index in self._of(path):
            try:
                task = self._task(self.columns[index])
            except MaruError as error:
                self._put(index, replace(self.states[index], stage=Stage.FAILED, error=error))
            else:
                begun.append(self._made_run(index, task, model))
        for run in begun:
            run.begin()
        self._go_on()

    def _task(self, column: Column) -> Task:
        """Raises RequestError and what filling a preset raises."""
        question, style, preset = self.question, self.question.style, column.preset or Preset("")
        asked = replace(preset, system=preset.system or style.system)
        said = (*question.history, user(filled(column, question)))
        task = compose(asked, said, sampling=style.sampling, limits=style.limits)
        return replace(task, sampling=replace(task.sampling, seed=question.seed))

    def _made_run(self, index: int, task: Task, model: ActiveModel) -> Run:
        run = self._runs[index] = Run(task, model.ask, policy=self.question.style.policy)
        run.reported.connect(lambda _: self._show_reading(index, 0, 1))
        run.evaluated.connect(partial(self._show_reading, index))
        run.streamed.connect(partial(self._show_streamed, index, run))
        run.voted.connect(lambda outcome: self._put(index, replace(self.states[index], outcome=outcome)))
        run.troubled.connect(lambda error: self._put(index, replace(self.states[index], error=error)))
        run.finished.connect(partial(self._end, index))
        run.failed.connect(partial(self._fail, index))
        return run

    def _show_reading(self, index: int, done: int, total: int) -> None:
        """It has begun: from now on it takes time."""
        self._began.setdefault(index, self._clock())
        self._put(index, replace(self.states[index], stage=Stage.READING, fraction=done / max(1, total)))

    def _show_streamed(self, index: int, run: Run, path: int, text: str, reasoning: str) -> None:
        if self.states[index].stage is not Stage.WRITING:
            self._put(index, replace(self.states[index], stage=Stage.WRITING))
        if run.is_drafting:
            self.streamed(index, "", reasoning + text)
        elif path == 0:
            self.streamed(index, text, reasoning)

    def _end(self, index: int, outcome: Outcome) -> None:
        del self._runs[index]
        was_stopped = outcome.path.stop_reason == StopReason.CANCELLED
        stage = Stage.STOPPED if was_stopped else Stage.DONE
        seconds = self._clock() - self._began[index]
        self._put(index, replace(self.states[index], stage=stage, outcome=outcome, seconds=seconds))
        self._go_on()

    def _fail(self, index: int, fault: Fault, outcome: Outcome) -> None:
        del self._runs[index]
        was_stopped = fault.kind == LoadCancelled.__name__
        state = replace(self.states[index], stage=Stage.STOPPED if was_stopped else Stage.FAILED, outcome=outcome)
        self._put(index, state if was_stopped else replace(state, error=from_fault(fault)))
        self._go_on()

    def _go_on(self) -> None:
        """To the next model when no column is under way and the one before has left its memory."""
        if self._runs or self._has_ended:
            return
        if self._waiting:
            path = self._waiting.pop(0)
            if self._guest:
                self._guest.release(partial(self._weigh, path))
            else:
                self._weigh(path)
        elif self.is_over:
            self._has_ended = True
            if self._guest:
                self._guest.release(lambda: None)
            self.finished()

    def _weigh(self, path: str) -> None:
        settings = self._others.settings_of(path)
        self._others.weigh(path, settings, partial(self._load, path, settings))

    def _load(self, path: str, settings: LoadSettings, fit: Fit | MaruError) -> None:
        """Where there is room for it."""
        if self._has_ended:
            return
        if isinstance(fit, Fit) and fit.verdict is not Verdict.NO:
            self._put_all(path, ColumnState(Stage.LOADING, fit=fit))
            if self._guest is None:
                self._guest = self._others.another()
                self._guest.changed.connect(self._show_loading)
            self._guest.choose(path, settings, load=False)
            self._ask(path, self._guest)
            return
        if isinstance(fit, Fit):
            lack = OutOfMemory(needed_bytes=fit.needed_bytes, free_bytes=fit.free_bytes)
            self._put_all(path, ColumnState(Stage.FAILED, error=lack, fit=fit))
        else:
            self._put_all(path, ColumnState(Stage.FAILED, error=fit))
        self._go_on()

    def _show_loading(self) -> None:
        state = self._guest.state if self._guest else None
        if isinstance(state, BeingLoaded):
            for index in self._of(state.path):
                if not self.states[index].is_over:
                    self._put(index, replace(self.states[index], stage=Stage.LOADING, fraction=state.fraction))

    def _of(self, path: str) -> list[int]:
        return [index for index, column in enumerate(self.columns) if column.model == path]

    def _put_all(self, path: str, state: ColumnState) -> None:
        for index in self._of(path):
            self._put(index, state)

    def _put(self, index: int, state: ColumnState) -> None:
        self.states[index] = state
        self.changed(index)
