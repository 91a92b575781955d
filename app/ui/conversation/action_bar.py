"""The one row of actions, under the message that the mouse or the keyboard is at, always in the same place."""

from collections.abc import Collection
from enum import Enum

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from app.ui.conversation.row import Row, RowRole
from app.ui.conversation.style import Style
from app.ui.theme import tokens
from app.words.catalog import _


class Action(Enum):
    EARLIER = "earlier"
    LATER = "later"
    REGENERATE = "regenerate"
    EDIT = "edit"
    COPY = "copy"
    EXAMPLE = "example"
    PROMPT = "prompt"
    SCORE = "score"
    COMPARE = "compare"
    MORE = "more"


class ActionBar(QWidget):
    """Shows what can be done with a row, and its note."""

    chosen = Signal(Action)
    left = Signal()
    """The person goes back from the buttons to the message (Escape)."""

    def __init__(self, parent: QWidget, *, actions: Collection[Action] = tuple(Action)) -> None:
        super().__init__(parent)
        self._actions = actions
        self._over = parent
        self.row: Row | None = None
        self._is_busy = False
        self._earlier = self._button(Action.EARLIER)
        self._count = QLabel(self)
        self._later = self._button(Action.LATER)
        self._regenerate = self._button(Action.REGENERATE)
        self._edit = self._button(Action.EDIT)
        self._copy = self._button(Action.COPY)
        self._example = self._button(Action.EXAMPLE)
        self._more = self._button(Action.MORE)
        self._note = QLabel(self)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(0)
        self._line.addStretch(0)
        self._parts = (self._earlier, self._count, self._later, *self.buttons[2:])
        for part in self._parts:
            self._line.addWidget(part)
        self._line.addStretch(1)
        self._line.addWidget(self._note)
        self.speak()
        self.hide()

    def _button(self, action: Action) -> QToolButton:
        button = QToolButton(self)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: self.chosen.emit(action))
        button.installEventFilter(self)
        return button

    def speak(self) -> None:
        """Take the words of the language that is spoken now."""
        self._earlier.setText("‹")
        self._later.setText("›")
        self._earlier.setAccessibleName(_("Earlier version"))
        self._later.setAccessibleName(_("Later version"))
        self._regenerate.setText(_("Regenerate"))
        self._edit.setText(_("Edit"))
        self._copy.setText(_("Copy"))
        self._example.setText(_("Save as example"))
        self._more.setText("⋯")
        self._more.setAccessibleName(_("More actions"))
        self._more.setToolTip(_("More actions"))
        self.setAccessibleName(_("Actions of the message"))
        for button, key in (
            (self._regenerate, "R"),
            (self._edit, "E"),
            (self._copy, "C"),
            (self._example, "S"),
        ):
            button.setToolTip(f"{button.text()} ({key})")

    def dress(self, style: Style) -> None:
        theme = style.theme
        for part in self.findChildren(QWidget):
            part.setFont(style.small_font)
        height = QFontMetrics(style.small_font).height() + style.px(tokens.SPACE_2)
        self.setFixedHeight(height)
        self.setStyleSheet(
            f"QLabel {{ color: {theme.ink_second}; background: transparent; }}"
            f"QToolButton {{ color: {theme.ink_second}; background: transparent; border: 2px solid transparent;"
            f" border-radius: {tokens.RADIUS_SMALL}px; padding: 1px 3px; margin: 0; }}"
            f"QToolButton:hover {{ color: {theme.ink}; background: {theme.bubble}; }}"
            f"QToolButton:focus {{ color: {theme.ink}; border-color: {theme.focus}; }}"
            f"QToolButton:disabled {{ color: {theme.ink_third}; }}"
        )

    def show_row(self, row: Row, *, is_busy: bool) -> None:
        """The actions of this row; while an answer grows somewhere nothing can be made anew."""
        if (row, is_busy) == (self.row, self._is_busy):
            return
        self.row = row
        self._is_busy = is_busy
        has_versions = row.versions > 1
        is_question = row.role is RowRole.USER
        for part in (self._earlier, self._count, self._later):
            part.setVisible(has_versions and Action.EARLIER in self._actions)
        self._count.setText(f"{row.version} / {row.versions}")
        self._count.setAccessibleName(
            _("Version {version} of {versions}").format(version=row.version, versions=row.versions)
        )
        self._earlier.setEnabled(row.version > 1 and not is_busy)
        self._later.setEnabled(row.version < row.versions and not is_busy)
        self._more.setVisible(self._is_said and Action.MORE in self._actions)
        self._note.setText(row.note)
        # A question's actions stand under its bubble, at the right.
        self._line.setStretch(0, 1 if is_question else 0)
        self._line.setStretch(self._line.count() - 2, 0 if is_question else 1)

    def place_in(self, strip: QRect) -> None:
        """Under the message; the words, not the edges of their buttons, stand below its text."""
        inset = (self._copy.sizeHint().width() - self._copy.fontMetrics().horizontalAdvance(self._copy.text())) // 2
        is_question = self.row is not None and self.row.role is RowRole.USER
        left, right = (0, inset) if is_question else (-inset, 0)
        self.setGeometry(strip.adjusted(left, tokens.SPACE_1, right, 0))
        self._yield()

    def _yield(self) -> None:
        """What has no room goes, from the right, and the note before it: all of it lies behind "more" too."""
        deeds = {
            self._regenerate: self._has_regenerate,
            self._edit: self._has_edit,
            self._copy: Action.COPY in self._actions,
            self._example: self._has_example,
        }
        others = (part for part in self._parts if part not in deeds and part.isVisibleTo(self))
        room = self.width() - sum(part.sizeHint().width() for part in others)
        for button, is_wanted in deeds.items():
            wide = button.sizeHint().width()
            button.setVisible(is_wanted and wide <= room)
            room -= wide if is_wanted else 0
        self._note.setVisible(self._note.sizeHint().width() <= room)

    @property
    def _has_regenerate(self) -> bool:
        is_answer = self.row is not None and self.row.role is RowRole.ASSISTANT
        return is_answer and not self._is_busy and Action.REGENERATE in self._actions

    @property
    def _has_edit(self) -> bool:
        return self._is_said and not self._is_busy and Action.EDIT in self._actions

    @property
    def _is_said(self) -> bool:
        return self.row is not None and self.row.role in {RowRole.ASSISTANT, RowRole.USER}

    @property
    def _has_example(self) -> bool:
        row = self.row
        is_wanted = Action.EXAMPLE in self._actions and not self._is_busy
        return is_wanted and row is not None and row.role is RowRole.ASSISTANT and bool(row.text)

    @property
    def more_corner(self) -> QPoint:
        """Where the menu of further actions opens, on the screen."""
        return self._more.mapToGlobal(QPoint(0, self._more.height()))

    def confirm_copy(self, *, is_copied: bool) -> None:
        self._copy.setText(_("Copied") if is_copied else _("Copy"))

    def take_focus(self) -> None:
        """The keyboard goes to the first action."""
        first = next((button for button in self.buttons if button.isVisible() and button.isEnabled()), None)
        if first:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def buttons(self) -> list[QToolButton]:
        """From left to right."""
        return [
            self._earlier,
            self._later,
            self._regenerate,
            self._edit,
            self._copy,
            self._example,
            self._more,
        ]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusOut:
            self._over.update()  # the ring around the message goes with the keyboard
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
            if step is not None and isinstance(watched, QToolButton):
                self._go(watched, step)
                return True
            if event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down}:
                self.left.emit()
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and isinstance(watched, QToolButton):
                watched.click()
                return True
        return super().eventFilter(watched, event)

    def _go(self, button: QToolButton, step: int) -> None:
        usable = [one for one in self.buttons if one.isVisible() and one.isEnabled()]
        at = usable.index(button) + step if button in usable else 0
        if 0 <= at < len(usable):
            usable[at].setFocus(Qt.FocusReason.TabFocusReason)
