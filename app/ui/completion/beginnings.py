"""What stands where there is no text yet: what a base model does, what an assistant does, and texts to begin with."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Button, YieldingButton
from app.ui.widgets.flow import Flow
from app.words.catalog import _

BESIDE = 520
"""px at 100 % from which on both examples stand side by side."""


@dataclass(frozen=True)
class Beginning:
    """A preset that is a text to go on with."""

    key: str
    name: str
    description: str = ""


class Beginnings(QWidget):
    tried = Signal(str)
    """Let the model go on with these words."""
    asked = Signal(str)
    """Ask these words in a chat."""
    chosen = Signal(str)
    """The key of a Beginning."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self._presets_label = _words(_("Or begin with one of these:"), "group")
        self._presets = QWidget()
        self._chips = Flow(self._presets, gap=tokens.SPACE_2)
        self._cards = QGridLayout()
        self._examples = self._made_examples()
        self._is_beside: bool | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.SPACE_3, 0, 0)
        column.setSpacing(tokens.SPACE_3)
        column.addWidget(_words(_("A base model goes on. An assistant answers."), "large"))
        text = _(
            "Every language model was first trained to do one thing: to continue a text. Such a base model answers "
            "nobody. An assistant was trained further, on questions with answers, and has to be asked. Try both with "
            "the same words."
        )
        column.addWidget(_words(text, "muted"))
        column.addLayout(self._cards)
        column.addWidget(self._presets_label)
        column.addWidget(self._presets)
        column.addStretch(1)
        self.show_beginnings(())

    def show_beginnings(self, beginnings: Sequence[Beginning]) -> None:
        while (item := self._chips.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        for one in beginnings:
            button = YieldingButton(one.name)
            button.setToolTip(one.description)
            button.setAccessibleDescription(one.description)
            button.clicked.connect(partial(self._choose, one.key))
            self._chips.addWidget(button)
        for part in (self._presets_label, self._presets):
            part.setVisible(bool(beginnings))

    def dress(self, look: Look) -> None:
        self._look = look
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _choose(self, key: str) -> None:
        self.chosen.emit(key)

    def _arrange(self) -> None:
        is_beside = self.width() >= self._look.px(BESIDE)
        if is_beside == self._is_beside:
            return
        self._is_beside = is_beside
        for at, example in enumerate(self._examples):
            self._cards.removeWidget(example)
            self._cards.addWidget(example, 0 if is_beside else at, at if is_beside else 0)
            self._cards.setColumnStretch(at, 1 if is_beside or not at else 0)

    def _made_examples(self) -> tuple[QWidget, QWidget]:
        begun = _("The sky is")
        go_on = YieldingButton(_("Let the model go on"), kind="primary")
        go_on.clicked.connect(lambda: self.tried.emit(begun))
        ask = YieldingButton(_("Ask the same in a chat"))
        ask.clicked.connect(lambda: self.asked.emit(begun))
        continued = _("{begun} blue, and the sea below it was as still as glass.").format(begun=begun)
        answered = _("It looks like your sentence is not finished. Would you like to know why the sky is blue?")
        return (
            _example(_("“{begun}”, continued").format(begun=begun), continued, go_on),
            _example(_("“{begun}”, asked").format(begun=begun), answered, ask),
        )


def _example(title: str, text: str, button: Button) -> QWidget:
    card = QFrame()
    card.setObjectName("boxed")
    column = QVBoxLayout(card)
    column.setContentsMargins(tokens.SPACE_4, tokens.SPACE_3, tokens.SPACE_4, tokens.SPACE_3)
    column.setSpacing(tokens.SPACE_2)
    column.addWidget(_words(title, "part"))
    column.addWidget(_words(_("For example: {text}").format(text=text), ""))
    column.addStretch(1)
    column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
    return card


def _words(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setWordWrap(True)
    return label
