"""Between the sheet about this computer and the library: its devices, and packs that are added and removed."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.chat.model import ActiveModel, BeingLoaded, Ready
from app.domain.engine_errors import Stopped
from app.domain.errors import MaruError
from app.domain.fit import Machine
from app.library.hardware import Hardware
from app.library.packs import SYSTEM, Pack, add, bring_back, idle_reason, installed, makers_key, set_aside, sweep
from app.paths import PACK, Paths
from app.ui.behind.background import Background
from app.ui.models.machine_sheet import MachineSheet
from app.ui.models.values import DeviceLine, PackLine, Progress
from app.ui.models.words import device_lines, pack_line
from app.ui.theme.look import Look
from app.words.catalog import _
from app.words.failures import sentence
from app.words.numbers import size

_SAID: Final = "pack"
_MODEL: Final = "model"


@dataclass
class _Adding:
    """One file on its way. The work reads is_stopped in its own thread."""

    file: Path
    is_stopped: threading.Event = field(default_factory=threading.Event)


class MachinePresenter(QObject):
    outdated = Signal()
    """The engine may have other devices from now on: they are to be looked for anew."""

    def __init__(
        self, hardware: Hardware, model: ActiveModel, background: Background, paths: Paths, *, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._hardware = hardware
        self._model = model
        self._background = background
        self._paths = paths
        self._sheet: MachineSheet | None = None
        self._machine: Machine | MaruError | None = None
        self._is_looking = True
        """The devices may be others than were found."""
        self._adding: _Adding | None = None
        self._waiting: list[Path] = []

    def show(self, look: Look, *, window: QWidget) -> None:
        """One sheet at a time, with what is there now: a driver, or a pack, may have come from elsewhere."""
        if self._sheet:
            return
        sheet = MachineSheet(look, offers_packs=not SYSTEM.startswith("darwin"), parent=window)
        sheet.add_wanted.connect(self._ask_file)
        sheet.files_dropped.connect(lambda files: self.add_files([Path(file) for file in files]))
        sheet.stop_wanted.connect(self._stop)
        sheet.remove_wanted.connect(self._remove)
        sheet.notices.acted.connect(lambda _cause, _remedy: self._load_again())
        sheet.finished.connect(self._end)
        self._sheet = sheet
        self._look_anew()
        sheet.open()

    def show_machine(self, answer: Machine | MaruError) -> None:
        self._machine, self._is_looking = answer, False
        self._renew()

    def add_files(self, files: list[Path]) -> None:
        """One after the other, in the sheet, which is shown already."""
        self._waiting += files
        self._add_next()

    def leave(self) -> None:
        self._stop()
        if self._sheet:
            self._end()

    # Adding

    def _ask_file(self) -> None:
        pattern = _("Packs") + f" (*{PACK})"
        file, _chosen = QFileDialog.getOpenFileName(self._sheet, _("Add a pack"), "", pattern)
        if file:
            self.add_files([Path(file)])

    def _add_next(self) -> None:
        if self._sheet and self._waiting and not self._adding:
            self._sheet.notices.withdraw(_SAID)
            self._adding = adding = _Adding(self._waiting.pop(0))
            self._show_progress(adding, 0, 0)
            self._hardware.ask(partial(self._add, adding))  # for the engine's commit

    def _add(self, adding: _Adding, answer: Machine | MaruError) -> None:
        if adding.is_stopped.is_set() or isinstance(answer, MaruError):
            self._end_adding(adding, answer if isinstance(answer, MaruError) else Stopped())
            return
        post = self._background.post
        said = -1.0

        def tell(done: int, whole: int) -> None:
            nonlocal said
            if adding.is_stopped.is_set():
                raise Stopped
            if done - said >= whole / 200:
                said = done
                post(partial(self._show_progress, adding, done, whole))

        work = partial(_added, adding.file, self._paths, self._hardware.commit, tell)
        self._background.run(work, partial(self._end_adding, adding))

    def _show_progress(self, adding: _Adding, done: int, whole: int) -> None:
        if self._sheet and adding is self._adding:
            words = _("Adding “{name}”").format(name=adding.file.name)
            amount = _("{done} of {total}").format(done=size(done), total=size(whole)) if whole else _("Checking…")
            self._sheet.show_adding(words, Progress(done / whole if whole else 0.0, amount))

    def _end_adding(self, adding: _Adding, result: Pack | MaruError) -> None:
        if adding is self._adding:
            self._adding = None
        if isinstance(result, Pack):
            self._change(result)
        if self._sheet:
            self._sheet.end_adding()
            self._sheet.notices.show_notice(_SAID, _words_of(result), icon=_icon_of(result))
        self._add_next()

    def _stop(self) -> None:
        self._waiting.clear()
        if self._adding:
            self._adding.is_stopped.set()

    # Removing

    def _remove(self, key: str) -> None:
        pack = next((pack for pack in installed(self._paths.packs) if str(pack.folder) == key), None)
        if pack is None:
            self._renew()
        elif SYSTEM.startswith("win32-"):  # which moves no file that a process has loaded; it is loaded when needed
            self._model.release(partial(self._set_aside, pack))
        else:
            self._set_aside(pack)

    def _set_aside(self, pack: Pack) -> None:
        try:
            aside = set_aside(pack)
        except MaruError as error:
            self._tell(error)
            return
        self._change(pack)
        if self._sheet:
            self._sheet.notices.withdraw(_SAID)
            words = _("“{title}” was removed.").format(title=pack.about.title)
            self._sheet.offer_undo(words, partial(self._bring_back, pack, aside))

    def _bring_back(self, pack: Pack, aside: Path) -> None:
        try:
            bring_back(pack, aside)
        except MaruError as error:
            self._tell(error)
        self._change(pack)

    def _end(self) -> None:
        self._sheet = None
        self._background.run(partial(sweep, self._paths.packs), lambda _none: None)

    # What follows

    def _change(self, pack: Pack) -> None:
        """The packs on the disk are others. What is loaded stays as it is until it is loaded again."""
        self._look_anew()
        is_ours = pack.is_for(self._hardware.commit)
        if self._sheet and is_ours and isinstance(self._model.state, Ready | BeingLoaded):
            words = _("The model in use goes on as it is. Loaded again, it uses what is there now.")
            self._sheet.notices.show_notice(_MODEL, words, label=_("Load it again now"), remedy=_MODEL, icon="models")

    def _look_anew(self) -> None:
        self._is_looking = True
        self._renew()
        self.outdated.emit()

    def _load_again(self) -> None:
        """Also where a driver had failed that is not there any more."""
        if self._sheet:
            self._sheet.notices.withdraw(_MODEL)
        self._model.try_gpu_again()

    def _tell(self, error: MaruError) -> None:
        if self._sheet:
            self._sheet.notices.show_notice(_SAID, sentence(error).text)

    def _renew(self) -> None:
        if self._sheet:
            self._sheet.show_devices(self._device_lines())
            self._sheet.show_packs([self._line(pack) for pack in installed(self._paths.packs)])

    def _device_lines(self) -> tuple[DeviceLine, ...]:
        looking = (DeviceLine("", _("Looking for devices…")),) if self._is_looking else ()
        match self._machine:
            case Machine():
                return (*device_lines(self._machine), *looking)
            case MaruError():
                return (DeviceLine("", sentence(self._machine).text), *looking)
        return looking

    def _line(self, pack: Pack) -> PackLine:
        """While nobody knows the devices, nothing is said of their use."""
        if self._is_looking or not isinstance(self._machine, Machine):
            return pack_line(pack, None)
        return pack_line(pack, idle_reason(pack.about, self._hardware.commit, self._machine.devices))


def _added(file: Path, paths: Paths, commit: str, tell: Callable[[int, int], None]) -> Pack | MaruError:
    try:
        return add(file, paths.packs, commit=commit, key=makers_key(paths.resources), told=tell)
    except MaruError as error:
        return error


def _words_of(result: Pack | MaruError) -> str:
    if isinstance(result, Pack):
        return _("“{title}” was added.").format(title=result.about.title)
    return sentence(result).text


def _icon_of(result: Pack | MaruError) -> str:
    return "check" if isinstance(result, Pack) else "warning"
