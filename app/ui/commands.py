"""Everything that can be done by keyboard anywhere in the window: one table for shortcuts and help sheet."""

from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.words.catalog import _


class Command(Enum):
    NEW_CHAT = auto()
    SEARCH_CHATS = auto()
    FIND = auto()
    NEXT_CHAT = auto()
    PREVIOUS_CHAT = auto()
    RENAME = auto()
    UNDO_DELETE = auto()
    WRITE = auto()
    REGENERATE = auto()
    EDIT_QUESTION = auto()
    COPY_ANSWER = auto()
    EXACT_PROMPT = auto()
    MODELS = auto()
    MODELS_PAGE = auto()
    PRESETS = auto()
    COMPLETION = auto()
    COMPARE = auto()
    SIDEBAR = auto()
    SETTINGS = auto()
    LARGER = auto()
    SMALLER = auto()
    USUAL_SIZE = auto()
    HELP = auto()
    QUIT = auto()


ABOUT_CHAT: Final = frozenset(
    {
        Command.NEW_CHAT,
        Command.NEXT_CHAT,
        Command.PREVIOUS_CHAT,
        Command.RENAME,
        Command.WRITE,
        Command.REGENERATE,
        Command.EDIT_QUESTION,
        Command.COPY_ANSWER,
        Command.EXACT_PROMPT,
        Command.MODELS,
    }
)
"""They are done in the chat, which comes to the front for them."""


@dataclass(frozen=True)
class Shortcut:
    """The first of the keys is the one that is shown. Ctrl is Command on a Mac, as everywhere in Qt."""

    command: Command
    keys: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Group:
    words: str
    shortcuts: tuple[Shortcut, ...]


class Shortcuts(QObject):
    """The keys of the table, in a window and everything in it."""

    commanded = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        for group in groups():
            for item in group.shortcuts:
                for keys in item.keys:
                    QShortcut(QKeySequence(keys), window).activated.connect(partial(self.commanded.emit, item.command))


def groups() -> tuple[Group, ...]:
    """In the order of the help sheet, in the spoken language."""
    return (
        Group(
            _("Chats"),
            (
                Shortcut(Command.NEW_CHAT, ("Ctrl+N",), _("New chat")),
                Shortcut(Command.SEARCH_CHATS, ("Ctrl+K", "Ctrl+Shift+F"), _("Search the titles of chats")),
                Shortcut(Command.NEXT_CHAT, ("Ctrl+PgDown",), _("Next chat")),
                Shortcut(Command.PREVIOUS_CHAT, ("Ctrl+PgUp",), _("Previous chat")),
                Shortcut(Command.RENAME, ("F2",), _("Rename the chat")),
                Shortcut(Command.UNDO_DELETE, ("Ctrl+Z",), _("Bring a deleted chat back")),
            ),
        ),
        Group(
            _("This chat"),
            (
                Shortcut(Command.WRITE, ("Ctrl+L",), _("Go to the message field")),
                Shortcut(Command.FIND, ("Ctrl+F",), _("Find in this chat")),
                Shortcut(Command.REGENERATE, ("Ctrl+R",), _("Answer once more")),
                Shortcut(Command.EDIT_QUESTION, ("Ctrl+E",), _("Edit the last question")),
                Shortcut(Command.COPY_ANSWER, ("Ctrl+Shift+C",), _("Copy the last answer")),
                Shortcut(Command.EXACT_PROMPT, ("Ctrl+Shift+E",), _("Show or hide the exact prompt")),
            ),
        ),
        Group(
            _("Window"),
            (
                Shortcut(Command.MODELS, ("Ctrl+M",), _("Choose a model")),
                Shortcut(Command.MODELS_PAGE, ("Ctrl+Shift+M",), _("Find and look after models")),
                Shortcut(Command.PRESETS, ("Ctrl+Shift+P",), _("Presets")),
                Shortcut(Command.COMPLETION, ("Ctrl+Shift+T",), _("Completion: go on with a text")),
                Shortcut(Command.COMPARE, ("Ctrl+Shift+D",), _("Compare presets and models")),
                Shortcut(Command.SIDEBAR, ("Ctrl+B",), _("Show or hide the chats")),
                Shortcut(Command.SETTINGS, ("Ctrl+,",), _("Settings")),
                Shortcut(Command.LARGER, ("Ctrl++", "Ctrl+="), _("Larger text")),
                Shortcut(Command.SMALLER, ("Ctrl+-",), _("Smaller text")),
                Shortcut(Command.USUAL_SIZE, ("Ctrl+0",), _("Usual text size")),
                Shortcut(Command.HELP, ("F1", "Ctrl+/"), _("This list")),
                Shortcut(Command.QUIT, ("Ctrl+Q",), _("Quit")),
            ),
        ),
    )


def writing_keys() -> tuple[tuple[str, str], ...]:
    """What keys do in the message field, which they belong to."""
    return (
        ("Enter", _("Send the message")),
        ("Shift+Enter", _("Start a new line")),
        ("↑", _("Bring back an earlier question, in an empty field")),
        ("Esc", _("Stop the answer; leave a search or an edit")),
        ("Tab", _("Go from part to part")),
    )


def reading_keys() -> tuple[tuple[str, str], ...]:
    """What keys do in the conversation (app/ui/conversation/keyboard.py)."""
    return (
        ("↑ ↓", _("Go from message to message")),
        ("Tab", _("Go through links and buttons of the message")),
        ("Enter", _("Go to the actions of the message")),
        ("← →", _("Earlier and later version")),
        ("R  E  C", _("Regenerate, edit, copy")),
    )
