from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QLayout, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets.beside import Beside
from app.ui.widgets.flow import Flow
from app.ui.widgets.form import Form
from app.ui.widgets.setting_fields import explained, row_label

LONG = "Words that are long enough to need two or three lines where there is little room for them."


def _shown(qtbot: QtBot, widget: QWidget, width: int) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, 600)
    widget.show()
    QApplication.processEvents()


@pytest.mark.parametrize(("width", "lines"), [(600, 1), (150, 2), (90, 3)])
def test_what_has_no_room_goes_into_the_next_line(qtbot: QtBot, width: int, lines: int) -> None:
    root = QWidget()
    flow = Flow(root, gap=8)
    buttons = [QPushButton("button") for _number in range(3)]
    for button in buttons:
        button.setFixedSize(60, 20)
        flow.addWidget(button)
    _shown(qtbot, root, width)
    assert len({button.y() for button in buttons}) == lines
    assert flow.heightForWidth(width) == lines * 20 + (lines - 1) * 8
    buttons[0].hide()
    QApplication.processEvents()
    assert buttons[1].x() == 0


def test_two_stand_beside_or_below_each_other(qtbot: QtBot) -> None:
    root = QWidget()
    first, second = QLineEdit(), QPushButton("button")
    layout = Beside(root, first, second, least=150)
    _shown(qtbot, root, 400)
    assert first.y() == pytest.approx(second.y(), abs=8)
    assert first.geometry().right() < second.x()
    assert second.geometry().right() == 399
    root.resize(200, 600)
    assert second.y() > first.geometry().bottom()
    assert first.width() == 200
    layout.need(20)
    root.resize(201, 600)
    assert second.y() < first.geometry().bottom()
    second.hide()
    QApplication.processEvents()
    assert first.width() == 201


@pytest.mark.parametrize("width", [600, 110])
def test_no_row_of_a_form_takes_room_from_another(qtbot: QtBot, width: int) -> None:
    root = QWidget()
    form = Form()
    fields = [explained(QLineEdit(), words) for words in (LONG, "short", LONG, "")]
    for number, field in enumerate(fields):
        form.add_row(row_label(f"Label {number}"), field)
    form.addStretch()
    root.setLayout(form)
    _shown(qtbot, root, width)
    for field in fields:
        wanted = field.heightForWidth(field.width()) if field.hasHeightForWidth() else field.sizeHint().height()
        assert field.height() == wanted
    labels = [label for label in root.findChildren(QLabel) if label.text().startswith("Label")]
    is_beside = width == 600
    assert all((label.mapTo(root, label.rect().topRight()).x() < fields[0].x()) == is_beside for label in labels)


@pytest.mark.parametrize(
    "make", [lambda root: Flow(root, gap=4), lambda root: Beside(root, QLabel(), QLabel(), least=9)]
)
def test_an_index_that_is_none_gives_nothing(qtbot: QtBot, make: Callable[[QWidget], QLayout]) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    layout = make(root)
    assert layout.itemAt(99) is None
    assert layout.takeAt(-1) is None


def test_a_form_outlives_what_stands_in_it(qtbot: QtBot) -> None:
    """An exception in a layout's answer to Qt would be the end of the program."""
    root = QWidget()
    form = Form()
    root.setLayout(form)
    rows = [(QLabel(f"Words {number}"), QLineEdit()) for number in range(2)]
    for label, field in rows:
        form.add_row(label, field)
    _shown(qtbot, root, 600)
    for gone in (rows[0][1], rows[1][0]):
        gone.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        form.invalidate()
        QApplication.processEvents()
    assert rows[0][0].isVisible()
    assert form.label_width == rows[0][0].sizeHint().width()
