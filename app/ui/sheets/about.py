"""What this program is made of: its version and those of its parts, whether there is a newer one, and all licences."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app import __version__
from app.domain.release import Release
from app.ui.sheets.news import is_there, plain_text
from app.ui.theme import icons, tokens
from app.ui.theme.look import Look
from app.ui.widgets.beside import Beside
from app.ui.widgets.controls import Button, Shelf
from app.ui.widgets.flow import Flow
from app.words.catalog import _

Part = tuple[str, str]
"""What it is for, and its name with its version."""


class AboutSheet(QDialog):
    look_wanted = Signal()
    news_wanted = Signal()
    site_wanted = Signal()

    def __init__(self, parts: Sequence[Part], look: Look, *, channel: str, parent: QWidget) -> None:
        """Channel is who brings new versions; where it is empty, the person can look for one."""
        super().__init__(parent)
        self.setWindowTitle(_("About Maru"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._parts = list(parts)
        self._engine = QLabel()
        self._updates = _Updates(channel)
        self._updates.look.clicked.connect(self.look_wanted)
        self._updates.news.clicked.connect(self.news_wanted)
        self.licences = plain_text("", _("Licences"))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(tokens.SPACE_6, tokens.SPACE_5, tokens.SPACE_6, tokens.SPACE_4)
        column.setSpacing(tokens.SPACE_4)
        column.addLayout(_head(look))
        column.addWidget(self._table())
        column.addWidget(self._updates)
        column.addWidget(_label(_("Licences"), "part"))
        self.licences.setMinimumHeight(look.px(160))
        column.addWidget(self.licences, 1)
        area = Shelf(scrolls_sideways=True)
        area.setWidget(inside)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, tokens.SPACE_4)
        outside.addWidget(area)
        around = QHBoxLayout()
        around.setContentsMargins(tokens.SPACE_6, 0, tokens.SPACE_6, 0)
        around.addWidget(self._foot())
        outside.addLayout(around)
        room = parent.window().size()
        self.resize(min(look.px(600), room.width()), min(look.px(680), room.height()))

    def show_engine(self, version: str) -> None:
        """Which llama.cpp answers; the engine's child had to be asked."""
        self._engine.setText(version)

    def show_licences(self, text: str) -> None:
        self.licences.setPlainText(text)

    def show_looking(self) -> None:
        self._updates.say(_("Looking…"))

    def show_answer(self, release: Release | None) -> None:
        """A newer version, or none."""
        self._updates.say(is_there(release) if release else _("This is the newest version."), has_news=bool(release))

    def show_trouble(self, sentence: str) -> None:
        self._updates.say(sentence, kind="trouble")

    def _table(self) -> QWidget:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(tokens.SPACE_4)
        grid.setVerticalSpacing(tokens.SPACE_1 + 2)
        grid.setColumnStretch(1, 1)
        engine = (_("Engine"), self._engine)
        rows = [engine, *((name, QLabel(value)) for name, value in self._parts)]
        for at, (name, value) in enumerate(rows):
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setAccessibleDescription(name)
            what = _label(name, "muted")
            what.setWordWrap(False)
            grid.addWidget(what, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, at, 1)
        return table

    def _foot(self) -> QWidget:
        site = Button(_("Website"), kind="link")
        copy = Button(_("Copy the versions"), kind="link")
        close = Button(_("Close"), kind="primary")
        site.clicked.connect(self.site_wanted)
        copy.clicked.connect(self._copy)
        close.clicked.connect(self.accept)
        foot, links = QWidget(), QWidget()
        flow = Flow(links, gap=tokens.SPACE_2)
        for link in (site, copy):
            flow.addWidget(link)
        Beside(foot, links, close, least=0)
        return foot

    def _copy(self) -> None:
        """For a question to somebody who can help; in English terms, as the parts are called everywhere."""
        lines = [f"Maru {__version__}", self._engine.text(), *(value for _name, value in self._parts)]
        QGuiApplication.clipboard().setText("\n".join(filter(None, lines)))


class _Updates(QWidget):
    """The button, and what came of it; or who brings new versions instead."""

    def __init__(self, channel: str) -> None:
        super().__init__()
        self.look = Button(_("Look for a new version"))
        self.news = Button(_("What is new…"), kind="link")
        self._said = _label(_("New versions come from {channel}.").format(channel=channel) if channel else "", "muted")
        self._said.setVisible(bool(channel))
        self.look.setVisible(not channel)
        self.news.hide()
        buttons = QWidget()
        flow = Flow(buttons, gap=tokens.SPACE_2)
        for button in (self.look, self.news):
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_2)
        column.addWidget(buttons)
        column.addWidget(self._said)

    def say(self, words: str, *, kind: str = "muted", has_news: bool = False) -> None:
        self._said.setObjectName(kind)
        self._said.style().polish(self._said)
        self._said.setText(words)
        self._said.setVisible(bool(words))
        self.news.setVisible(has_news)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))


def _head(look: Look) -> QHBoxLayout:
    sign = QLabel()
    sign.setPixmap(icons.icon("maru", icons.ACCENT).pixmap(look.px(36), look.px(36)))
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(_label(f"Maru {__version__}", "large"))
    words.addWidget(_label(_("Language models that run on your own computer"), "muted"))
    row = QHBoxLayout()
    row.setSpacing(tokens.SPACE_3)
    row.addWidget(sign)
    row.addLayout(words, 1)
    return row


def _label(words: str, name: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
