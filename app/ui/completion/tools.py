"""The buttons below the text: go on, stop, another version, fill a gap, and the way through all versions."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Button, IconButton
from app.ui.widgets.flow import Flow
from app.words.catalog import _
from app.words.numbers import count


@dataclass(frozen=True)
class Standing:
    """What can be done with the text as it stands. version counts from 1 among those that stand side by side."""

    is_writing: bool = False
    is_blank: bool = True
    can_undo: bool = False
    can_redo: bool = False
    is_by_model: bool = False
    """The shown version is a model's: it can write another."""
    version: int = 1
    versions: int = 1
    has_written: bool = False
    """Some of the text is a model's."""


class Tools(QWidget):
    continue_wanted = Signal()
    stopped = Signal()
    again_wanted = Signal()
    fill_wanted = Signal()
    undone = Signal()
    redone = Signal()
    version_wanted = Signal(int)
    """From 1."""
    scores_wanted = Signal(bool)
    cleared = Signal()
    ask_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._standing = Standing()
        self._go = Button(_("Continue"), kind="primary")
        self._go.setToolTip(_("Let the model go on where the text ends (Ctrl+Enter)"))
        self._stop = Button(_("Stop"), kind="primary")
        self._stop.setToolTip(_("Stop (Esc)"))
        self._again = Button(_("Another version"))
        self._fill = Button(_("Fill the gap"))
        self._fill.setToolTip(_("Write what belongs at the caret, between what stands before it and behind it"))
        self._undo = IconButton("undo", _("Undo (Ctrl+Z)"))
        self._redo = IconButton("redo", _("Redo (Ctrl+Shift+Z)"))
        self._earlier = Button("‹", kind="quiet")
        self._count = QLabel()
        self._later = Button("›", kind="quiet")
        self.scores = Button(_("Probabilities"), kind="tab")
        self._new = Button(_("New text"), kind="link")
        self._ask = Button(_("Ask the same in a chat"), kind="link")
        self._build()
        self._connect()
        self.show_standing(Standing())

    def show_standing(self, standing: Standing) -> None:
        self._standing = standing
        rests = not standing.is_writing
        had_focus = self._stop.hasFocus() or self._go.hasFocus()
        self._go.setVisible(rests)
        self._stop.setVisible(not rests)
        if had_focus:
            (self._go if rests else self._stop).setFocus(Qt.FocusReason.OtherFocusReason)
        self._go.setEnabled(not standing.is_blank)
        self._again.setEnabled(rests and standing.is_by_model)
        for button in (self._fill, self._ask, self._new):
            button.setEnabled(rests and not standing.is_blank)
        self._undo.setEnabled(rests and standing.can_undo)
        self._redo.setEnabled(rests and standing.can_redo)
        self.scores.setEnabled(self.scores.isChecked() or standing.has_written)
        self._show_versions(standing)

    def dress(self, look: Look) -> None:
        for button in (self._undo, self._redo):
            button.dress(look)

    def _show_versions(self, standing: Standing) -> None:
        for part in (self._earlier, self._count, self._later):
            part.setVisible(standing.versions > 1)
        numbers = {"version": count(standing.version), "versions": count(standing.versions)}
        self._count.setText(_("{version} / {versions}").format(**numbers))
        self._count.setAccessibleName(_("Version {version} of {versions}").format(**numbers))
        self._earlier.setEnabled(not standing.is_writing and standing.version > 1)
        self._later.setEnabled(not standing.is_writing and standing.version < standing.versions)

    def _build(self) -> None:
        self._count.setObjectName("small")
        self.scores.setCheckable(True)
        self.scores.setToolTip(_("How likely each word of the model was, and what else it might have written"))
        for button, name in ((self._earlier, _("Earlier version")), (self._later, _("Later version"))):
            button.setAccessibleName(name)
            button.setToolTip(name)
        way = QWidget()
        row = QHBoxLayout(way)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.SPACE_1)
        for step in (self._undo, self._redo, self._earlier, self._count, self._later):
            row.addWidget(step)
        flow = Flow(self, gap=tokens.SPACE_2)
        parts: tuple[QWidget, ...] = (
            self._go,
            self._stop,
            self._again,
            self._fill,
            way,
            self.scores,
            self._ask,
            self._new,
        )
        for part in parts:
            flow.addWidget(part)

    def _connect(self) -> None:
        deeds = (
            (self._go, self.continue_wanted),
            (self._stop, self.stopped),
            (self._again, self.again_wanted),
            (self._fill, self.fill_wanted),
            (self._undo, self.undone),
            (self._redo, self.redone),
            (self._new, self.cleared),
            (self._ask, self.ask_wanted),
        )
        for button, deed in deeds:
            button.clicked.connect(lambda _checked, deed=deed: deed.emit())
        self.scores.clicked.connect(self.scores_wanted)
        self._earlier.clicked.connect(lambda: self.version_wanted.emit(self._standing.version - 1))
        self._later.clicked.connect(lambda: self.version_wanted.emit(self._standing.version + 1))
