"""What a model file says of itself: the facts, how it is quantized, its template and its licence."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.ui.models.values import Facts
from app.ui.theme import tokens
from app.ui.theme.fonts import fixed_font
from app.ui.theme.look import Look
from app.words.catalog import _


class AboutView(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts = _Pairs()
        self._types = _Pairs()
        self._template = QPlainTextEdit()
        self._template.setReadOnly(True)
        self._template.setTabChangesFocus(True)
        self._template.setObjectName("boxed")
        self._template.setAccessibleName(_("Chat template"))
        self._licence = QLabel()
        self._licence.setWordWrap(True)
        self._licence.setTextFormat(Qt.TextFormat.PlainText)
        self._licence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._heads = {
            part: _heading(words)
            for part, words in (
                (self._types, _("Quantization by kind of tensor")),
                (self._template, _("Chat template")),
                (self._licence, _("Licence")),
            )
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_1)
        column.addWidget(self._facts)
        for part, heading in self._heads.items():
            column.addWidget(heading)
            column.addWidget(part)
        column.addStretch()

    def show_facts(self, facts: Facts) -> None:
        self._facts.show_pairs(facts.facts)
        self._types.show_pairs(facts.tensor_types)
        self._template.setPlainText(facts.template)
        self._licence.setText(facts.licence)
        for part, is_there in (
            (self._types, facts.tensor_types),
            (self._template, facts.template),
            (self._licence, facts.licence),
        ):
            part.setVisible(bool(is_there))
            self._heads[part].setVisible(bool(is_there))

    def dress(self, look: Look) -> None:
        self._template.setFont(fixed_font(scale=look.scale))
        self._template.setFixedHeight(look.px(160))


class _Pairs(QWidget):
    """Words at the left, what they mean here at the right."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(tokens.SPACE_4)
        self._grid.setVerticalSpacing(tokens.SPACE_1 + 2)
        self._grid.setColumnStretch(1, 1)

    def show_pairs(self, pairs: tuple[tuple[str, str], ...]) -> None:
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.setParent(None)
                widget.deleteLater()
        for row, (name, value) in enumerate(pairs):
            for column, words in enumerate((name, value)):
                label = QLabel(words)
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setWordWrap(True)
                label.setObjectName("" if column else "muted")
                if column:
                    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                self._grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName("part")
    label.setWordWrap(True)
    label.setContentsMargins(0, tokens.SPACE_3, 0, 0)
    return label
