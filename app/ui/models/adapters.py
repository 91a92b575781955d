"""The LoRA files that are laid over a model, each with its strength."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import PurePath

from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.loading import Adapter
from app.ui.models.values import Named
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import ElidedLabel, IconButton
from app.ui.widgets.setting_controls import Choice
from app.ui.widgets.tab_order import follow
from app.words.catalog import _


class AdapterList(QWidget):
    changed = Signal(tuple)
    """All of them, as domain.loading.Adapter."""

    def __init__(self, there: Sequence[Named], used: Sequence[Adapter], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self._there = {one.id: one.words for one in there}
        self._used = tuple(used)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(tokens.SPACE_1)
        self._add = Choice()
        self._add.setAccessibleName(_("Add an adapter"))
        self._add.activated.connect(self._add_chosen)
        self._none = QLabel(_("No adapter for this model lies in the model folders."))
        self._none.setObjectName("small")
        self._none.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_1)
        column.addLayout(self._rows)
        column.addWidget(self._add)
        column.addWidget(self._none)
        self._show()

    def dress(self, look: Look) -> None:
        self._look = look
        self._show()

    def _show(self) -> None:
        while item := self._rows.takeAt(0):
            if widget := item.widget():
                widget.setParent(None)
                widget.deleteLater()
        rows = [self._row(at, adapter) for at, adapter in enumerate(self._used)]
        for row in rows:
            self._rows.addWidget(row)
        follow(self, rows)
        used = {adapter.path for adapter in self._used}
        self._add.clear()
        self._add.addItem(_("Add an adapter…"))
        for path, words in self._there.items():
            if path not in used:
                self._add.addItem(words, path)
        self._add.setVisible(self._add.count() > 1)
        self._none.setVisible(not self._there and not self._used)

    def _row(self, at: int, adapter: Adapter) -> QWidget:
        name = self._there.get(adapter.path, PurePath(adapter.path).stem)
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        scale = _Strength(adapter.scale)
        scale.setAccessibleName(_("Strength of {name}").format(name=name))
        scale.valueChanged.connect(partial(self._rescale, at))
        remove = IconButton("close", _("Without {name}").format(name=name))
        remove.dress(self._look)
        remove.clicked.connect(partial(self._remove, at))
        line.addWidget(ElidedLabel(name), 1)
        line.addWidget(scale)
        line.addWidget(remove)
        return row

    def _rescale(self, at: int, scale: float) -> None:
        used = list(self._used)
        used[at] = replace(used[at], scale=scale)
        self._used = tuple(used)
        self.changed.emit(self._used)

    def _remove(self, at: int) -> None:
        self._become((*self._used[:at], *self._used[at + 1 :]))

    def _add_chosen(self, at: int) -> None:
        path = self._add.itemData(at)
        if path:
            self._become((*self._used, Adapter(path)))

    def _become(self, used: tuple[Adapter, ...]) -> None:
        self._used = used
        self._show()
        self.changed.emit(used)


class _Strength(QDoubleSpinBox):
    def __init__(self, value: float) -> None:
        super().__init__()
        self.setRange(-4.0, 4.0)
        self.setSingleStep(0.1)
        self.setDecimals(2)
        self.setValue(value)
        self.lineEdit().setTextMargins(tokens.SPACE_2, 0, 0, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
