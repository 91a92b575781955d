"""What this computer has to run models on, and the packs that let the engine use more of it."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from app.paths import PACK
from app.ui.models.devices import DeviceList
from app.ui.models.pack_list import PackList, PackProgress
from app.ui.models.values import DeviceLine, PackLine, Progress
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.beside import Beside
from app.ui.widgets.controls import Button, Shelf, hairline
from app.ui.widgets.dropped import dropped_files
from app.ui.widgets.notices import Notices
from app.ui.widgets.undo import Undo
from app.words.catalog import _

_LEAST: Final = 120
"""px at 100 % that the heading needs to stand beside its button."""


class MachineSheet(QDialog):
    add_wanted = Signal()
    files_dropped = Signal(tuple)
    """Paths of packs."""
    stop_wanted = Signal()
    remove_wanted = Signal(str)
    """The id of a pack."""

    def __init__(self, look: Look, *, offers_packs: bool, parent: QWidget) -> None:
        """Without packs it tells of devices only."""
        super().__init__(parent)
        self.setWindowTitle(_("Processors and packs") if offers_packs else _("Processors of this computer"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(offers_packs)
        self._is_busy = False
        self.notices = Notices()
        self._undo = Undo()
        self._devices = DeviceList()
        self._packs = PackList()
        self._progress = PackProgress()
        self._nothing = _label(
            _(
                "A pack lets the engine use graphics cards in one more way, such as CUDA on those of NVIDIA. None is "
                "needed: without packs Maru uses the processor, and graphics cards through Vulkan. A pack is a file "
                "that ends with {ending} and is signed by the makers of Maru; it can be dropped here too."
            ).format(ending=PACK),
            "muted",
        )
        self._add = Button(_("Add a pack…"))
        self._close = Button(_("Close"), kind="primary")
        self._area = Shelf()
        self._build(look, offers_packs=offers_packs)
        self._connect()
        for part in (self.notices, self._undo, self._packs, self._progress):
            part.dress(look)
        self.end_adding()
        room = parent.window().size()
        self.resize(min(look.px(560), room.width()), min(look.px(520 if offers_packs else 320), room.height()))

    @property
    def is_busy(self) -> bool:
        """A pack is being added."""
        return self._is_busy

    def show_devices(self, lines: Sequence[DeviceLine]) -> None:
        self._devices.show_devices(lines)
        self.setAccessibleDescription(self._devices.accessibleName())

    def show_packs(self, lines: Sequence[PackLine]) -> None:
        self._packs.show_packs(lines)
        self._packs.setVisible(bool(lines))
        self._nothing.setVisible(not lines)

    def show_adding(self, words: str, progress: Progress) -> None:
        has_begun, self._is_busy = not self._is_busy, True
        self._progress.show_progress(words, progress)
        self._progress.show()
        self._add.setEnabled(False)
        self._packs.setEnabled(False)
        if has_begun:
            self._bring_into_sight(self._progress)
            self._progress.stop.setFocus(Qt.FocusReason.OtherFocusReason)
            self._announce(words)

    def end_adding(self) -> None:
        had_keyboard, self._is_busy = self._progress.stop.hasFocus(), False
        self._progress.hide()
        self._add.setEnabled(True)
        self._packs.setEnabled(True)
        if had_keyboard:
            self._add.setFocus(Qt.FocusReason.OtherFocusReason)

    def offer_undo(self, words: str, bring_back: Callable[[], object]) -> None:
        """The button that was pressed is gone, so the keyboard goes where the way back is."""
        self._undo.offer(words, bring_back)
        self._bring_into_sight(self._undo)
        self._undo.setFocus(Qt.FocusReason.OtherFocusReason)
        self._announce(words)

    def reject(self) -> None:
        """Esc: stop what runs; where nothing runs, close."""
        if self._is_busy:
            self.stop_wanted.emit()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_busy:
            self.stop_wanted.emit()
        self._is_busy = False
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _packs_in(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.files_dropped.emit(_packs_in(event))

    def _build(self, look: Look, *, offers_packs: bool) -> None:
        head = QWidget()
        Beside(head, _label(_("Packs"), "large"), self._add, least=look.px(_LEAST))
        packs = QWidget()
        below = QVBoxLayout(packs)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(tokens.SPACE_3)
        for part in (hairline(), head, self._progress, self._undo, self._nothing, self._packs):
            below.addWidget(part)
        packs.setVisible(offers_packs)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(tokens.SPACE_6, tokens.SPACE_5, tokens.SPACE_6, tokens.SPACE_5)
        column.setSpacing(tokens.SPACE_4)
        column.addWidget(_label(_("Processors of this computer"), "large"))
        column.addWidget(self._devices)
        column.addWidget(packs)
        column.addStretch()
        self._area.setWidget(inside)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, tokens.SPACE_4)
        outside.setSpacing(tokens.SPACE_2)
        outside.addWidget(self.notices)
        outside.addWidget(self._area, 1)
        outside.addWidget(hairline())
        outside.addWidget(self._close, 0, Qt.AlignmentFlag.AlignHCenter)

    def _connect(self) -> None:
        self._add.clicked.connect(self.add_wanted)
        self._packs.removed.connect(self.remove_wanted)
        self._progress.stop.clicked.connect(self.stop_wanted)
        self._close.clicked.connect(self.close)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self, self._undo.undo)

    def _bring_into_sight(self, part: QWidget) -> None:
        """Once it has its place."""
        QTimer.singleShot(0, part, lambda: self._area.ensureWidgetVisible(part))

    def _announce(self, words: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))


def _packs_in(event: QDropEvent) -> tuple[str, ...]:
    return tuple(str(file) for file in dropped_files(event) if file.name.lower().endswith(PACK))


def _label(words: str, name: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
