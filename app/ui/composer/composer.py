"""The card at the foot of the window: write, send, stop."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.ui.composer.draft import Draft
from app.ui.composer.field import MessageField
from app.ui.composer.preset_pill import PresetPill
from app.ui.composer.writing import Writing
from app.ui.theme import icons, tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Card, IconButton
from app.ui.widgets.tab_order import follow
from app.words.catalog import _

if TYPE_CHECKING:  # the window is painted before anything is loaded that knows presets
    from app.domain.preset import Preset, Variable
    from app.domain.preset_errors import VariableMissing, VariableRefused
    from app.ui.composer.variables_form import VariablesForm


class Composer(QWidget):
    """While an answer grows, the button stops it, and what is written waits.

    What a preset asks beside the message stands in a form above the field; the field is there where the preset has a
    use for a text.
    """

    submitted = Signal(str)
    """The text; values says what the form holds."""
    stopped = Signal()
    changed = Signal()
    """Something else would be sent now: another text, other values, another preset."""
    presets_wanted = Signal()
    """The pill was pressed: show the list of presets."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_answering = False
        self._is_open = False
        self._history: tuple[str, ...] = ()
        self._recalled = 0  # how far back in the history the field shows; 0 is what the person writes
        self._is_recalling = False
        self._has_text = True
        self._sent = Draft()
        self._card = Card(self)
        self._form: VariablesForm | None = None
        self._above = QWidget(self._card)  # made before the field, so that Tab comes here first
        self._writing = Writing(self._card)
        self.pill = PresetPill(self._card)
        self._hint = QLabel()
        self._hint.setObjectName("small")
        self._button = IconButton("send", "", kind="send")
        self._build()
        field = self._writing.field
        field.setPlaceholderText(_("Write a message…"))
        field.setAccessibleName(_("Message"))
        field.installEventFilter(self)
        field.left_upwards.connect(lambda: self._recall(self._recalled + 1))
        field.left_downwards.connect(lambda: self._recall(self._recalled - 1))
        self._writing.submitted.connect(self._submit)
        self._writing.changed.connect(self._notice_change)
        self.pill.clicked.connect(self.presets_wanted)
        self._button.clicked.connect(self._press)
        self.setFocusProxy(self._writing)
        self._notice_change()
        self.show_answering(is_answering=False)

    @property
    def field(self) -> MessageField:
        return self._writing.field

    @property
    def draft(self) -> Draft:
        return replace(self._writing.draft, values=self._form.entered if self._form else {})

    @property
    def values(self) -> dict[str, str]:
        """What the form holds, by the variables' names."""
        return self._form.values if self._form else {}

    def hold_form(self, form: "VariablesForm") -> None:
        """The form for what presets ask stands above the field from now on."""
        self._form = form
        place = QVBoxLayout(self._above)
        place.setContentsMargins(0, 0, 0, 0)
        place.addWidget(form)
        form.submitted.connect(self._leave_form)
        form.changed.connect(self._notice_change)

    def show_preset(self, preset: "Preset | None", asked: "Sequence[Variable]" = ()) -> None:
        """Ask for what it wants to know; what was entered under the same names is kept."""
        self.pill.show_preset(preset)
        if self._form:
            self._form.show_variables(asked)
            self._above.setVisible(not self._form.is_empty)
            follow(self._above, (self._form,))
        self._has_text = preset is None or self._form is None or self._form.leaves_text
        self._writing.setVisible(self._has_text)
        self.setFocusProxy(self._writing if self._has_text or not self._form or self._form.is_empty else self._form)
        self._notice_change()

    def show_draft(self, draft: Draft) -> None:
        if self._form:
            self._form.show_values(draft.values)
        self._show_writing(draft)

    def ask(self, text: str) -> None:
        """Send this, as if it had been written here."""
        self._show_writing(Draft(text))
        self._submit()

    def take_back(self, error: "VariableMissing | VariableRefused") -> None:
        """What was just submitted could not be sent: it stands here again, and at the field what is wrong."""
        self.show_draft(self._sent)
        if self._form:
            self._form.complain(error)

    def _show_writing(self, draft: Draft) -> None:
        self._writing.show_draft(draft)
        self._writing.field.document().clearUndoRedoStacks()  # undo does not lead back into another chat
        self._recalled = 0

    def open(self) -> None:
        """Somebody listens now; what was written before waits till then."""
        self._is_open = True
        self._renew_button()

    def show_history(self, questions: tuple[str, ...]) -> None:
        """Earlier questions, oldest first; Up in an empty field brings them back."""
        self._history = questions

    def show_answering(self, *, is_answering: bool) -> None:
        self._is_answering = is_answering
        if is_answering:
            self._button.show_as("stop", _("Stop the answer (Esc)"), role=icons.ON_ACCENT)
            self._hint.setText(_("Esc stops the answer"))
        else:
            self._button.show_as("send", _("Send"), role=icons.ON_ACCENT)
            sends = self._writing.field.sends_with_enter
            self._hint.setText(_("Enter sends · Shift+Enter starts a new line") if sends else _("Ctrl+Enter sends"))
        self._fit_foot()
        self._renew_button()

    def send_with_enter(self, *, is_on: bool) -> None:
        """Otherwise Enter starts a new line, and Ctrl+Enter sends."""
        self._writing.field.sends_with_enter = is_on
        self.show_answering(is_answering=self._is_answering)

    def dress(self, look: Look) -> None:
        self._card.dress(look)
        self._writing.dress(look)
        if self._form:
            self._form.dress(look)
        self.pill.dress(look)
        self._button.dress(look)
        self._fit_foot()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_foot()

    def _fit_foot(self) -> None:
        """The hint is the first to go where there is little room."""
        room = self._card.width() - 2 * Card.SHADOW - 2 * tokens.SPACE_4
        needed = sum(part.sizeHint().width() + tokens.SPACE_2 for part in (self.pill, self._hint, self._button))
        self._hint.setVisible(needed <= room)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self._card.light(is_lit=event.type() == QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.pill)
        foot.addStretch()
        foot.addWidget(self._hint)
        foot.addSpacing(tokens.SPACE_2)
        foot.addWidget(self._button)
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(tokens.SPACE_4, tokens.SPACE_3, tokens.SPACE_3, tokens.SPACE_3)
        inside.setSpacing(tokens.SPACE_2)
        inside.addWidget(self._above)
        inside.addWidget(self._writing)
        inside.addLayout(foot)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._card)
        self._above.hide()

    def _press(self) -> None:
        if self._is_answering:
            self.stopped.emit()
        else:
            self._writing.field.commit()
            self._submit()

    def _leave_form(self) -> None:
        """The last field is done: the message comes next, where there is one to write."""
        if self._has_text:
            self._writing.field.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._submit()

    def _submit(self) -> None:
        if self._form:
            self._form.commit()
        draft = self.draft
        if self._is_answering or not self._is_open or (self._has_text and not draft.whole):
            return
        self._sent = draft
        if self._has_text:
            self._show_writing(Draft())
        self.submitted.emit(draft.whole if self._has_text else "")

    def _notice_change(self) -> None:
        if not self._is_recalling:
            self._recalled = 0
        self._writing.field.yields_arrows = self._recalled > 0 or self._writing.is_blank
        self._renew_button()
        self.changed.emit()

    def _renew_button(self) -> None:
        has_all = not self._has_text or not self._writing.is_blank
        self._button.setEnabled(self._is_answering or (self._is_open and has_all))

    def _recall(self, steps: int) -> None:
        if not 0 <= steps <= len(self._history):
            return
        self._is_recalling, self._recalled = True, steps
        self._writing.show_draft(Draft(self._history[-steps] if steps else ""))
        self._is_recalling = False
