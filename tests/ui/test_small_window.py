"""The smallest window with text twice as large: what is seen can be read and pressed."""

from typing import cast

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QScrollArea, QWidget

from app.ui.compare.page import ComparePage
from app.ui.completion.page import CompletionPage
from app.ui.conversation.action_bar import ActionBar
from app.ui.header.model_pill import Condition, ModelLine
from app.ui.presets.page import Pane
from app.ui.presets.presenter import PresetsPresenter
from app.ui.sheets.about import AboutSheet
from app.ui.sheets.settings import SettingsDialog
from app.ui.widgets.place import Place
from app.ui.widgets.setting_controls import Switch
from tests.ui.conftest import Person


@pytest.fixture
def person(person: Person) -> Person:
    person.presenter.settings.set_text_size(200)
    person.window.resize(360, 700)
    QApplication.processEvents()
    return person


def fits(widget: QWidget, window: QWidget) -> bool:
    left = widget.mapTo(window, QPoint(0, 0)).x()
    return 0 <= left <= left + widget.width() <= window.width()


def test_actions_without_room_lie_behind_more_only(person: Person) -> None:
    person.gets_an_answer_to("Hello /long 5")
    person.presenter.chat.regenerate_last()
    person.waits_for_the_answer()
    bar = person.view.findChild(ActionBar)
    assert bar
    person.waits_until(bar.isVisible)
    shown = [button for button in bar.buttons if button.isVisible()]
    assert bar._more in shown
    assert all(button.width() >= button.sizeHint().width() for button in shown)
    person.window.resize(1280, 700)
    QApplication.processEvents()
    assert bar._regenerate.isVisible()
    assert bar._copy.isVisible()


def test_the_quiet_line_is_not_cut(person: Person) -> None:
    person.gets_an_answer_to("Hello /long 5")
    QApplication.processEvents()
    labels = [label for label in person.window.quiet_line.findChildren(QLabel) if label.isVisible()]
    assert labels
    assert all(label.width() >= label.sizeHint().width() for label in labels)


def test_all_of_completion_lies_in_the_window(person: Person) -> None:
    person.presenter.places.show_place(Place.COMPLETION)
    page = cast(CompletionPage, person.presenter.places.presenter(Place.COMPLETION).page)
    for text in ("", "Once upon a time"):
        page.field.setPlainText(text)
        QApplication.processEvents()
        parts = [*page.findChildren(QAbstractButton), *page.findChildren(QLineEdit), page.field]
        outside = [part.accessibleName() for part in parts if part.isVisible() and not fits(part, person.window)]
        assert outside == []


def test_a_column_of_a_comparison_is_no_wider_than_the_window(person: Person) -> None:
    person.presenter.places.show_place(Place.COMPARE)
    page = cast(ComparePage, person.presenter.places.presenter(Place.COMPARE).page)
    QApplication.processEvents()
    assert fits(page.columns[0], person.window)
    assert all(fits(part, person.window) for part in page.asking.findChildren(QAbstractButton) if part.isVisible())


def test_a_preset_is_tried_in_it(person: Person) -> None:
    person.presenter.places.show_place(Place.PRESETS)
    place = cast(PresetsPresenter, person.presenter.places.presenter(Place.PRESETS))
    person.waits_until(lambda: place.editing.stored)
    place.page.turn_to(Pane.SIDE)
    QApplication.processEvents()
    parts = [*place.page.side.try_it.findChildren(QAbstractButton), place.page.side.prompt]
    assert [part.accessibleName() for part in parts if part.isVisible() and not fits(part, person.window)] == []


def test_about_keeps_its_buttons_in_it(person: Person) -> None:
    person.presenter.updates.show_about()
    QApplication.processEvents()
    sheet = person.window.findChild(AboutSheet)
    assert sheet
    assert sheet.width() <= person.window.width()
    buttons = [button for button in sheet.findChildren(QAbstractButton) if button.isVisible()]
    assert [button.text() for button in buttons if not fits(button, sheet)] == []


@pytest.mark.parametrize("condition", [Condition.READY, Condition.LOADING])
def test_dot_and_arrow_of_the_model_lie_beside_each_other(person: Person, condition: Condition) -> None:
    person.window.header.show_model(ModelLine("A model", "on the processor", condition))
    QApplication.processEvents()
    pill = person.window.header.pill
    dot, _words, arrow = pill._places()
    assert not dot.intersects(arrow)
    assert pill.rect().contains(dot.united(arrow).toAlignedRect())


def test_settings_do_not_scroll_sideways(person: Person) -> None:
    person.presenter.settings.show_page()
    QApplication.processEvents()
    sheet = person.window.findChild(SettingsDialog)
    assert sheet
    area = sheet.findChild(QScrollArea)
    assert area
    assert area.horizontalScrollBar().maximum() == 0
    switches = sheet.findChildren(Switch)
    assert all(switch.height() >= switch.heightForWidth(switch.width()) for switch in switches)
    assert any(switch.height() > switch.sizeHint().height() for switch in switches)
