"""The text field together with the long texts that were pasted into it: what composer and message editor share."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.composer.draft import Draft
from app.ui.composer.field import LONG, MessageField
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import IconButton
from app.words.catalog import _, n_

_GLIMPSE = 400


class Writing(QWidget):
    """A long pasted text stands above the field as one line that says how long it is, and is sent after it."""

    changed = Signal()
    submitted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self._pasted: list[PastedText] = []
        self.field = MessageField(self)
        self.field.pasted_long.connect(self.add_pasted)
        self.field.textChanged.connect(self.changed)
        self.field.composing_changed.connect(self.changed)
        self.field.submitted.connect(self.submitted)
        self.setFocusProxy(self.field)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(tokens.SPACE_2)
        self._column.addWidget(self.field)

    @property
    def draft(self) -> Draft:
        """What the input method is composing is no part of it; field.commit() takes it in."""
        return Draft(self.field.text, tuple(chip.text for chip in self._pasted))

    @property
    def is_blank(self) -> bool:
        return not self._pasted and self.field.is_blank

    def show_draft(self, draft: Draft) -> None:
        for chip in tuple(self._pasted):
            self._drop(chip)
        is_short = len(draft.text) <= LONG
        self.field.show_text(draft.text if is_short else "")
        for text in (*draft.pasted, *(() if is_short else (draft.text,))):
            self.add_pasted(text)

    def add_pasted(self, text: str) -> None:
        chip = PastedText(text, parent=self)
        chip.dress(self._look)
        chip.removed.connect(lambda: self._drop(chip))
        chip.removed.connect(self.field.setFocus)
        self._pasted.append(chip)
        self._column.insertWidget(self._column.count() - 1, chip)
        self.changed.emit()

    def dress(self, look: Look) -> None:
        self._look = look
        self.field.setFont(look.font())
        for chip in self._pasted:
            chip.dress(look)

    def _drop(self, chip: "PastedText") -> None:
        self._pasted.remove(chip)
        chip.setParent(None)
        chip.deleteLater()
        self.changed.emit()


class PastedText(QWidget):
    """One long text, as a line."""

    removed = Signal()

    def __init__(self, text: str, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = text
        count = len(text)
        words = n_("Pasted text, {count} character", "Pasted text, {count} characters", count).format(
            count=f"{count:,}"
        )
        label = QLabel(words)
        label.setObjectName("small")
        label.setToolTip(text[:_GLIMPSE])
        self._remove = IconButton("close", _("Remove the pasted text"))
        self._remove.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.SPACE_2, 0, 0, 0)
        row.setSpacing(tokens.SPACE_1)
        row.addWidget(label)
        row.addWidget(self._remove)
        row.addStretch()

    def dress(self, look: Look) -> None:
        self._remove.dress(look, side=24)
