"""The exact prompt of the preset that is open, renewed while it is written: by the loaded model, else by a child."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.chat.model import Ready
from app.domain.compose import compose, variables
from app.domain.engine_errors import PromptTooLong, Stopped
from app.domain.errors import MaruError
from app.domain.fault import from_fault
from app.domain.filling import PLACE, accepted
from app.domain.message import user
from app.domain.preset import Preset
from app.domain.preset_errors import VariableMissing, VariableRefused
from app.domain.task import Task
from app.engine.protocol import Failed, FromEngine, Preview, Render, Rendered
from app.ui.behind.background import Background
from app.ui.behind.errands import Errands
from app.ui.presets.costs import Costs, costs_of
from app.ui.prompt.prompt_view import PromptView
from app.wiring import App
from app.words.catalog import _
from app.words.failures import sentence

_SOON_MS: Final = 300
_LATER_MS: Final = 700
"""Where a child has to be started for it."""
_ENDLESS: Final = 2**20
"""Tokens of context that a child says it has, which has loaded no model."""


class Previewing(QObject):
    counted = Signal(object)
    """Costs, of the preset as it is now."""
    model_wanted = Signal()

    def __init__(self, view: PromptView, app: Callable[[], App], background: Background, errands: Errands) -> None:
        super().__init__(view)
        self._view = view
        self._app = app
        self._background = background
        self._errands = errands
        self._preset = Preset("")
        self._values: Mapping[str, str] = {}
        self._round = 0
        self._cancel: Callable[[], None] = lambda: None
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._begin)
        view.acted.connect(self.model_wanted)

    def show_preset(self, preset: Preset, values: Mapping[str, str]) -> None:
        """Soon. Of values, what cannot be used or is missing stands in the prompt by its name."""
        is_another = preset.name != self._preset.name
        self._preset, self._values = preset, dict(values)
        self._round += 1
        wait = _SOON_MS if self._is_ready else _LATER_MS
        self._soon.start(0 if is_another else wait)

    def leave(self) -> None:
        self._round += 1
        self._soon.stop()
        self._cancel()

    @property
    def _is_ready(self) -> bool:
        return isinstance(self._app().model.state, Ready)

    def _begin(self) -> None:
        preset, values = self._preset, self._values
        self._view.show_busy()
        self._background.run(partial(_composed, preset, values), partial(self._ask, self._round))

    def _ask(self, number: int, task: Task | MaruError) -> None:
        if number != self._round:
            return
        self._cancel()
        if isinstance(task, MaruError):
            self._show_error(task)
            return
        if self._is_ready:
            make = partial(Render, prompt=task.prompt, limits=task.limits)
            self._cancel = self._app().model.ask(make, partial(self._hear, number, self._preset, task))
        elif self._path:
            self._ask_child(task, partial(self._hear, number, self._preset, task))
        else:
            words = _("With a model you see here what it really receives, token by token.")
            self._view.show_blank(words, action=_("Choose a model"))

    @property
    def _path(self) -> str:
        """Of the model that is loaded, or was used last."""
        app = self._app()
        return app.model.path or app.settings.models.last

    def _ask_child(self, task: Task, hear: Callable[[FromEngine], None]) -> None:
        """It only reads the vocabulary, and knows no end of the context."""
        app, path = self._app(), self._path
        template = app.model_settings.of(path, app.settings.running.load_settings()).chat_template
        self._cancel = self._errands.run(partial(Preview, path=path, prompt=task.prompt, template=template), hear)

    def _hear(self, number: int, preset: Preset, task: Task, message: FromEngine) -> None:
        if number != self._round:
            return
        match message:
            case Rendered(prompt=prompt, report=report):
                shown = report if report.context < _ENDLESS else replace(report, context=0)
                self._view.show_prompt(prompt, shown, model=Path(self._path).name)
                self.counted.emit(costs_of(prompt, preset.active_examples))
            case Failed(fault=fault):
                error = from_fault(fault)
                if not isinstance(error, Stopped):
                    self._show_error(error)
                if isinstance(error, PromptTooLong):
                    self._ask_child(task, partial(self._count, number, preset))

    def _count(self, number: int, preset: Preset, message: FromEngine) -> None:
        """What has no room in the context has its costs nevertheless."""
        if number == self._round and isinstance(message, Rendered):
            self.counted.emit(costs_of(message.prompt, preset.active_examples))

    def _show_error(self, error: MaruError) -> None:
        detail = getattr(error, "detail", "")
        said = sentence(error).text
        self._view.show_error(said if not detail or detail in said else f"{said} {detail}")
        self.counted.emit(Costs())


def _composed(preset: Preset, values: Mapping[str, str]) -> Task | MaruError:
    try:
        return compose(preset, [user(preview_of(preset, values))])
    except MaruError as error:
        return error


def preview_of(preset: Preset, values: Mapping[str, str]) -> str:
    """The question, in which what is not entered yet, or not rightly, stays as the template has it."""
    filled = {}
    for variable in variables(preset):
        try:
            filled[variable.name] = accepted(variable, values.get(variable.name, ""))
        except (VariableMissing, VariableRefused):
            continue
    return PLACE.sub(lambda place: filled.get(place[1], place[0]), preset.template)
