"""All keys on one page."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.ui.commands import Shortcut, groups, reading_keys, writing_keys
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Button
from app.words.catalog import _

_CAP: Final = 96
"""The width of a key cap, so that the words stand in one line below each other."""

_BOTH: Final = 620
"""px at 100 % from which on two columns stand beside each other."""


class HelpSheet(QDialog):
    about_wanted = Signal()

    def __init__(self, look: Look, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page = QWidget()
        sides = QHBoxLayout(page)
        sides.setContentsMargins(tokens.SPACE_6, tokens.SPACE_5, tokens.SPACE_6, tokens.SPACE_5)
        sides.setSpacing(tokens.SPACE_6)
        chats, chat, window = (_list(group.words, _keys_of(group.shortcuts), width=look.px(_CAP)) for group in groups())
        writing = _list(_("Writing"), writing_keys(), width=look.px(_CAP))
        reading = _list(_("Reading"), reading_keys(), width=look.px(_CAP))
        room = parent.window().size()
        is_wide = room.width() >= look.px(_BOTH)
        columns = ((chats, writing, reading), (chat, window))
        for parts in columns if is_wide else ((*columns[0], *columns[1]),):
            side = QVBoxLayout()
            side.setSpacing(tokens.SPACE_5)
            for part in parts:
                side.addWidget(part)
            side.addStretch()
            sides.addLayout(side, 1)
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(_("Keys"))
        close = Button(_("Close"), kind="primary")
        close.clicked.connect(self.accept)
        about = Button(_("About Maru…"), kind="link")
        about.clicked.connect(self.about_wanted)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(about)
        foot.addWidget(close)
        foot.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, tokens.SPACE_4)
        column.addWidget(area)
        column.addLayout(foot)
        self.resize(min(look.px(760), room.width()), min(look.px(640), room.height()))


def _keys_of(shortcuts: tuple[Shortcut, ...]) -> tuple[tuple[str, str], ...]:
    native = QKeySequence.SequenceFormat.NativeText
    return tuple((QKeySequence(item.keys[0]).toString(native), item.words) for item in shortcuts)


def _list(words: str, keys: tuple[tuple[str, str], ...], *, width: int) -> QWidget:
    part = QWidget()
    grid = QGridLayout(part)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(tokens.SPACE_3)
    grid.setVerticalSpacing(tokens.SPACE_1 + 2)
    grid.setColumnStretch(1, 1)
    heading = QLabel(words)
    heading.setObjectName("group")
    grid.addWidget(heading, 0, 0, 1, 2)
    for row, (key, meaning) in enumerate(keys, start=1):
        cap = QLabel(key)
        cap.setObjectName("key")
        cap.setMinimumWidth(width)
        cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
        does = QLabel(meaning)
        does.setWordWrap(True)
        grid.addWidget(cap, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(does, row, 1)
    return part
