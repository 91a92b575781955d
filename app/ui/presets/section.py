"""A part of the editor: shows some fields of a preset, and tells what a person makes of them."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.preset import Preset
from app.ui.theme import icons, tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import ElidedLabel, YieldingButton
from app.words.catalog import _


class Section(QWidget):
    changed = Signal(str, object)
    """The name of a field of Preset, and its new value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = Look()
        self.preset = Preset("")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(tokens.SPACE_2)

    def show_preset(self, preset: Preset) -> None:
        """Heirs show what is new in it and leave alone what is not: somebody may be writing."""
        self.preset = preset

    def dress(self, look: Look) -> None:
        self.look = look

    def put(self, field: str, value: object) -> None:
        if getattr(self.preset, field) != value:
            self.changed.emit(field, value)


class Labelled(QWidget):
    """A field with its words above it, and a quiet remark beside them."""

    def __init__(self, words: str, field: QWidget, *, remark: str = "") -> None:
        super().__init__()
        self._words = QLabel(words)
        self._words.setObjectName("muted")
        self._words.setBuddy(field)
        self._remark = ElidedLabel(remark)
        self._remark.setObjectName("small")
        top = QHBoxLayout()
        top.setSpacing(tokens.SPACE_2)
        top.addWidget(self._words)
        top.addWidget(self._remark, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_1)
        column.addLayout(top)
        column.addWidget(field)

    def show_remark(self, words: str) -> None:
        self._remark.setText(words)


class Trouble(QLabel):
    """What is wrong with what stands above it; away while nothing is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trouble")
        self.setWordWrap(True)
        self.hide()

    def tell(self, words: str) -> None:
        self.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))


class Fold(QWidget):
    """A line that opens and shuts what stands below it."""

    def __init__(self, words: str, inside: QWidget) -> None:
        super().__init__()
        self._inside = inside
        self._button = YieldingButton(words, kind="fold")
        self._button.setCheckable(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_3)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(inside)
        self._button.toggled.connect(self._turn)
        self._turn()

    def open(self) -> None:
        self._button.setChecked(True)

    def dress(self, look: Look) -> None:
        self._button.setIconSize(QSize(look.px(14), look.px(14)))

    def _turn(self) -> None:
        is_open = self._button.isChecked()
        self._inside.setVisible(is_open)
        self._button.setIcon(icons.icon("chevron-up" if is_open else "chevron-down"))
        self._button.setAccessibleDescription(_("open") if is_open else _("folded"))
