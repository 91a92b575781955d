"""What stands where no message is yet: a greeting with questions to begin with, or the way to a first model."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Button
from app.words.catalog import _


class Welcome(QStackedWidget):
    asked = Signal(str)
    """An example question was pressed."""
    model_wanted = Signal()
    """A file that the person has."""
    find_wanted = Signal()
    """A model from the Hub."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._greeting = _Greeting()
        self._greeting.asked.connect(self.asked)
        self._no_model = _NoModel()
        self._no_model.model_wanted.connect(self.model_wanted)
        self._no_model.find_wanted.connect(self.find_wanted)
        self.addWidget(self._greeting)
        self.addWidget(self._no_model)

    def show_has_model(self, *, has_model: bool) -> None:
        self.setCurrentWidget(self._greeting if has_model else self._no_model)

    def dress(self, look: Look) -> None:
        self._greeting.dress(look)


def examples() -> tuple[str, ...]:
    """Questions that also a small model answers well."""
    return (
        _("Explain in three sentences why the sky is blue."),
        _("Write a short e-mail that moves a meeting to Thursday."),
        _("Name five simple dinners with eggs."),
        _("What should I ask before I rent a flat?"),
    )


class _Greeting(QScrollArea):
    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        greeting = _centred(_("What is on your mind?"), "greeting")
        remark = _centred(_("The model runs on this computer. What you write stays here."), "muted")
        self._questions = [_Question(words) for words in examples()]
        self._grid = QGridLayout()
        self._grid.setSpacing(tokens.SPACE_2)
        for at, question in enumerate(self._questions):
            question.clicked.connect(partial(self._ask, question))
            self._grid.addWidget(question, at, 0)
        self._block = QWidget()
        inside = QVBoxLayout(self._block)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(tokens.SPACE_2)
        inside.addWidget(greeting)
        inside.addWidget(remark)
        inside.addSpacing(tokens.SPACE_5)
        inside.addLayout(self._grid)
        _in_the_middle(self, self._block)

    def _ask(self, question: "_Question") -> None:
        self.asked.emit(question.words)

    def dress(self, look: Look) -> None:
        self._block.setMaximumWidth(look.px(tokens.BUBBLE_WIDTH))


class _NoModel(QScrollArea):
    model_wanted = Signal()
    find_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        block = QWidget()
        inside = QVBoxLayout(block)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(tokens.SPACE_2)
        inside.addWidget(_centred(_("No model is here yet"), "greeting"))
        words = _("Maru talks with models that run on this computer. Choose one that fits it, or open a file you have.")
        inside.addWidget(_centred(words, "muted"))
        inside.addSpacing(tokens.SPACE_5)
        find = Button(_("Find a model"), kind="primary")
        find.clicked.connect(self.find_wanted)
        open_file = Button(_("Open a model file…"), kind="link")
        open_file.clicked.connect(self.model_wanted)
        for button in (find, open_file):
            inside.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        _in_the_middle(self, block)


class _Question(Button):
    """A button whose words may need two lines, which QPushButton does not know."""

    def __init__(self, words: str) -> None:
        super().__init__("", kind="example")
        self.words = words
        self.setAccessibleName(words)
        self._label = QLabel(words)
        self._label.setWordWrap(True)
        self._label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(tokens.SPACE_4, tokens.SPACE_2, tokens.SPACE_4, tokens.SPACE_2)
        inside.addWidget(self._label)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(self.minimumSizeHint().height(), self._label.heightForWidth(width - 2 * tokens.SPACE_4) + 24)


def _centred(words: str, name: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return label


def _in_the_middle(page: QScrollArea, block: QWidget) -> None:
    """A little above it, as the eye likes; large text in a small window is scrolled."""
    inside = QWidget()
    page.setWidget(inside)
    page.setWidgetResizable(True)
    page.setFrameShape(QFrame.Shape.NoFrame)
    page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(block, 100)
    row.addStretch(1)
    column = QVBoxLayout(inside)
    column.setContentsMargins(tokens.SPACE_5, tokens.SPACE_5, tokens.SPACE_5, tokens.SPACE_5)
    column.addStretch(2)
    column.addLayout(row)
    column.addStretch(3)
