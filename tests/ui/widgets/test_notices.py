import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.theme.look import Look
from app.ui.theme.style import sheet
from app.ui.widgets.notices import Notices
from app.words.remedies import Remedy

SENTENCE = "The disk is full: nothing can be saved in “/home/person/.local/share/maru-chat” until there is space again."


@pytest.mark.parametrize("has_log", [False, True])
@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("width", [360, 900])
def test_sentence_and_ways_out_have_room_in_every_window(
    qtbot: QtBot, width: int, percent: int, *, has_log: bool
) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    look = Look(scale=percent / 100)
    root.setFont(look.font())
    root.setStyleSheet(sheet(look))
    notices = Notices()
    notices.dress(look)
    column = QVBoxLayout(root)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(notices)
    column.addStretch(1)
    notices.show_notice("storage", SENTENCE, label="Show the folder", remedy=Remedy.SHOW_FOLDER.value, has_log=has_log)
    root.resize(width, 900)
    root.show()
    QApplication.processEvents()
    words = next(label for label in notices.findChildren(QLabel) if label.text() == SENTENCE)
    assert words.height() >= words.heightForWidth(words.width())
    assert words.width() >= min(240 * look.scale, width * 0.6)
    for button in notices.findChildren(QAbstractButton):
        left = button.mapTo(root, QPoint(0, 0)).x()
        assert button.width() >= button.sizeHint().width()
        assert 0 <= left <= left + button.width() <= width
