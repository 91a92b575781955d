"""What all columns are asked: one field, what the presets want to know besides, and the seed."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.domain.preset import Variable
from app.domain.preset_errors import VariableMissing, VariableRefused
from app.ui.composer.draft import Draft
from app.ui.composer.field import MessageField
from app.ui.composer.variables_form import VariablesForm
from app.ui.composer.writing import Writing
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Button, Card
from app.ui.widgets.flow import Flow
from app.words.catalog import _


class Asking(QWidget):
    submitted = Signal()
    stopped = Signal()
    reseeded = Signal()
    """Ask again, with another seed."""
    added = Signal()
    """One more column."""
    marks_wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_running = False
        self._card = Card()
        self._form = VariablesForm()
        self._writing = Writing()
        self._writing.field.setPlaceholderText(_("One question for all columns…"))
        self._writing.field.setAccessibleName(_("Question for all columns"))
        self._note = QLabel()
        self._note.setObjectName("small")
        self._note.setWordWrap(True)
        self._go = Button(_("Compare"), kind="primary")
        self._stop = Button(_("Stop all"), kind="primary")
        self._turn = QStackedWidget()  # as wide as the wider one: nothing moves under the pointer
        self._turn.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._again = Button(_("Again with another seed"))
        self._add = Button(_("Add a column"))
        self.marks = Button(_("Mark differences"), kind="tab")
        self.marks.setCheckable(True)
        self.marks.setToolTip(_("Show which words the first answer has not"))
        self._seed = QLabel()
        self._seed.setObjectName("small")
        words = _("All columns draw with it. Written side by side, even two equal ones may part after a while.")
        self._seed.setToolTip(words)
        self._build()
        self.setFocusProxy(self._writing)
        self.show_running(is_running=False, was_asked=False, can_add=True, can_mark=False)

    @property
    def field(self) -> MessageField:
        return self._writing.field

    @property
    def text(self) -> str:
        return self._writing.draft.whole

    @property
    def values(self) -> dict[str, str]:
        return self._form.values

    def show_text(self, text: str) -> None:
        self._writing.show_draft(Draft(text))

    def show_variables(self, variables: tuple[Variable, ...], values: Mapping[str, str]) -> None:
        """What the presets want to know besides the text."""
        self._form.show_variables(variables)
        self._form.show_values(values)
        self._form.setVisible(not self._form.is_empty)

    def complain(self, error: VariableMissing | VariableRefused) -> None:
        """At the field that is to blame."""
        self._form.complain(error)

    def show_note(self, words: str) -> None:
        """What goes with the question; empty for nothing."""
        self._note.setText(words)
        self._note.setVisible(bool(words))

    def show_seed(self, seed: int) -> None:
        self._seed.setText(_("Seed {seed}").format(seed=seed))

    def show_running(self, *, is_running: bool, was_asked: bool, can_add: bool, can_mark: bool) -> None:
        had_focus = self._go.hasFocus() or self._stop.hasFocus()
        self._is_running = is_running
        self._turn.setCurrentWidget(self._stop if is_running else self._go)
        self._again.setVisible(was_asked)
        self._again.setEnabled(not is_running)
        self._seed.setVisible(was_asked)
        self._add.setVisible(can_add)
        self._add.setEnabled(not is_running)
        self.marks.setVisible(was_asked)
        self.marks.setEnabled(can_mark)
        if had_focus:
            (self._stop if is_running else self._go).setFocus()

    def dress(self, look: Look) -> None:
        for part in (self._card, self._form, self._writing):
            part.dress(look)

    def _submit(self) -> None:
        self._writing.field.commit()
        self._form.commit()
        if not self._is_running and not self._writing.is_blank:
            self.submitted.emit()

    def _build(self) -> None:
        self._writing.submitted.connect(self._submit)
        self._form.submitted.connect(self._submit)
        self._go.clicked.connect(self._submit)
        self._stop.clicked.connect(self.stopped)
        self._again.clicked.connect(self.reseeded)
        self._add.clicked.connect(self.added)
        self.marks.clicked.connect(self.marks_wanted)
        for turn in (self._go, self._stop):
            self._turn.addWidget(turn)
        deeds = QWidget()
        flow = Flow(deeds, gap=tokens.SPACE_2)
        for part in (self._turn, self._again, self.marks, self._add, self._seed):
            flow.addWidget(part)
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(tokens.SPACE_4, tokens.SPACE_3, tokens.SPACE_3, tokens.SPACE_3)
        inside.setSpacing(tokens.SPACE_2)
        for below in (self._form, self._writing, self._note, deeds):
            inside.addWidget(below)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._card)
