"""What is new in a newer version, and the way to its page; nothing is fetched from here."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app import __version__
from app.domain.release import Release
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Button
from app.ui.widgets.flow import Flow
from app.words.catalog import _, spoken


class NewsSheet(QDialog):
    page_wanted = Signal()
    skipped = Signal()

    def __init__(self, release: Release, look: Look, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("New version"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        said = QLabel(is_there(release))
        said.setObjectName("part")
        said.setWordWrap(True)
        remark = QLabel(
            _("Maru installs nothing by itself. The download page has the new version, and how to install it.")
        )
        remark.setObjectName("muted")
        remark.setWordWrap(True)
        self.notes = plain_text(release.notes_in(spoken()), _("What is new"))
        page = Button(_("Open the download page"), kind="primary")
        skip = Button(_("Skip this version"))
        later = Button(_("Later"))
        page.clicked.connect(self.page_wanted)
        skip.clicked.connect(self.skipped)
        for button in (page, skip, later):
            button.clicked.connect(self.accept)
        row = Flow(gap=tokens.SPACE_2)
        for button in (page, later, skip):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_5, tokens.SPACE_4, tokens.SPACE_5, tokens.SPACE_4)
        column.setSpacing(tokens.SPACE_3)
        column.addWidget(said)
        column.addWidget(self.notes, 1)
        column.addWidget(remark)
        column.addLayout(row)
        room = parent.window().size()
        self.resize(min(look.px(520), room.width()), min(look.px(400), room.height()))
        page.setFocus()


def is_there(release: Release) -> str:
    return _("Maru {newer} is there; this is {version}.").format(newer=release.version, version=__version__)


def plain_text(text: str, name: str) -> QPlainTextEdit:
    """To be read, selected and scrolled with the keyboard."""
    field = QPlainTextEdit(text)
    field.setObjectName("boxed")
    field.setReadOnly(True)
    field.setTabChangesFocus(True)
    field.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    field.setAccessibleName(name)
    return field
