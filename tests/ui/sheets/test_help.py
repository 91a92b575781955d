import pytest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.ui.sheets.help import HelpSheet
from app.ui.theme.look import Look
from app.ui.theme.style import sheet


@pytest.mark.parametrize(("width", "percent"), [(380, 100), (380, 200), (680, 200), (1280, 100)])
def test_all_keys_can_be_read_without_scrolling_sideways(qtbot: QtBot, width: int, percent: int) -> None:
    window, look = QWidget(), Look(scale=percent / 100)
    qtbot.addWidget(window)
    window.setFont(look.font())
    window.setStyleSheet(sheet(look))
    window.resize(width, 800)
    keys = HelpSheet(look, parent=window)
    keys.show()
    QApplication.processEvents()
    area = keys.findChild(QScrollArea)
    assert area
    page = area.widget()
    assert page
    assert page.width() <= area.viewport().width()
    for label in page.findChildren(QLabel):
        assert label.mapTo(page, label.rect().topRight()).x() < page.width()
        assert label.height() >= label.heightForWidth(label.width())
