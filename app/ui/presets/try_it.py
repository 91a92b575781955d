"""Try a preset beside its editor: what a person enters, and the answers that come, with the vote on them."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.preset import TEXT, Variable
from app.domain.preset_errors import VariableMissing, VariableRefused
from app.ui.composer.draft import Draft
from app.ui.composer.variables_form import VariablesForm
from app.ui.composer.writing import Writing
from app.ui.conversation.action_bar import Action
from app.ui.conversation.style import Style
from app.ui.conversation.view import ConversationView
from app.ui.presets.section import Trouble
from app.ui.theme import icons, tokens
from app.ui.theme.look import Look
from app.ui.widgets.beside import Beside
from app.ui.widgets.controls import Card, IconButton, YieldingButton
from app.ui.widgets.flow import Flow
from app.words.catalog import _

_ACTIONS: Final = frozenset({Action.REGENERATE, Action.COPY, Action.EXAMPLE})
"""What can be done with an answer that is kept nowhere."""


class TryIt(QWidget):
    submitted = Signal()
    stopped = Signal()
    changed = Signal()
    """What is entered."""
    compare_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self.is_running = False
        self._has_text = True
        self._variables: tuple[Variable, ...] | None = None
        self._card = Card()
        self._writing = Writing()
        self._form = VariablesForm()
        self._trouble = Trouble()
        self.use_button = YieldingButton(_("Use in a chat"))
        self._compare = YieldingButton(_("Compare with…"))
        self._button = IconButton("send", "", kind="send")
        self.answer = ConversationView(self._look.theme, actions=_ACTIONS)
        self.answer.hide()
        self._build()
        self._connect()
        self.show_running(is_running=False)

    @property
    def values(self) -> dict[str, str]:
        """What is entered, by the names of the variables; what is empty is left out."""
        entered = {TEXT: self._writing.draft.whole} if self._has_text else {}
        return {name: value for name, value in {**entered, **self._form.values}.items() if value.strip()}

    @property
    def draft(self) -> Draft:
        """The text that is entered."""
        return self._writing.draft

    def show_draft(self, draft: Draft) -> None:
        self._writing.show_draft(draft)

    def show_variables(self, variables: tuple[Variable, ...]) -> None:
        """What the preset asks for; what is entered already stays."""
        if variables == self._variables:
            return
        self._variables = variables
        self._has_text = any(variable.name == TEXT for variable in variables)
        self._writing.setVisible(self._has_text)
        others = tuple(variable for variable in variables if variable.name != TEXT)
        self._form.show_variables(others)
        self._form.setVisible(bool(others))

    def show_values(self, values: Mapping[str, str]) -> None:
        self._form.show_values(values)

    def show_trouble(self, words: str) -> None:
        """Why it cannot be tried; empty when it can."""
        self._trouble.tell(words)

    def show_refused(self, error: VariableMissing | VariableRefused) -> None:
        """At the field that is to blame."""
        if error.name == TEXT:
            self._writing.setFocus()
        else:
            self._form.complain(error)

    def show_running(self, *, is_running: bool) -> None:
        self.is_running = is_running
        name, words = ("stop", _("Stop (Esc)")) if is_running else ("send", _("Try it"))
        self._button.show_as(name, words, role=icons.ON_ACCENT)

    def dress(self, look: Look) -> None:
        if look != self._look:
            self.answer.set_look(Style(look.theme, scale=look.scale))
        self._look = look
        for part in (self._card, self._writing, self._form, self._button):
            part.dress(look)

    def _press(self) -> None:
        if self.is_running:
            self.stopped.emit()
        else:
            self._writing.field.commit()
            self._form.commit()
            self.submitted.emit()

    def _build(self) -> None:
        self._writing.field.setPlaceholderText(_("Try it: type a question…"))
        self._writing.field.setAccessibleName(_("Try it"))
        foot, deeds = QWidget(), QWidget()
        flow = Flow(deeds, gap=tokens.SPACE_2)
        for deed in (self._compare, self.use_button):
            flow.addWidget(deed)
        Beside(foot, deeds, self._button, least=0)
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(tokens.SPACE_4, tokens.SPACE_3, tokens.SPACE_3, tokens.SPACE_3)
        inside.setSpacing(tokens.SPACE_2)
        for part in (self._form, self._writing, self._trouble):
            inside.addWidget(part)
        inside.addWidget(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_2)
        column.addWidget(self._card)
        column.addWidget(self.answer, 1)

    def _connect(self) -> None:
        self._writing.submitted.connect(self._submit)
        self._form.submitted.connect(self._submit)
        self._writing.changed.connect(self.changed)
        self._form.changed.connect(self.changed)
        self._button.clicked.connect(self._press)
        self._compare.clicked.connect(self.compare_wanted)

    def _submit(self) -> None:
        if not self.is_running:
            self.submitted.emit()
