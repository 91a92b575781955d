"""The page of models and its parts as widgets, dressed, shown, and gone after the test."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.look import Look
from app.ui.style import sheet

Show = Callable[..., None]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Shows a widget in a size, at a text scale."""

    def do(widget: QWidget, *, width: int = 1000, height: int = 700, scale: float = 1.0) -> None:
        qtbot.addWidget(widget)
        look = Look(scale=scale)
        widget.setStyleSheet(sheet(look))
        widget.dress(look)  # type: ignore[attr-defined] # every part of the page has it
        widget.resize(width, height)
        with qtbot.waitExposed(widget):
            widget.show()

    return do
