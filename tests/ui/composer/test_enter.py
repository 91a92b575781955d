import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from pytestqt.qtbot import QtBot

from app.ui.composer.composer import Composer
from app.ui.composer.enter import is_hangul
from app.ui.composer.field import MessageField


class Person:
    """What a keyboard and an input method deliver, event by event; nothing between two words is a turn of its own."""

    def __init__(self, qtbot: QtBot) -> None:
        self.composer = Composer()
        self.composer.open()
        qtbot.addWidget(self.composer)
        self.composer.show()
        found = self.composer.findChild(MessageField)
        assert found is not None
        self.field = found
        self.field.setFocus()
        self.sent: list[str] = []
        self.composer.submitted.connect(self.sent.append)

    def composes(self, preedit: str, *, commit: str = "") -> None:
        event = QInputMethodEvent(preedit, [])
        if commit:
            event.setCommitString(commit)
        QCoreApplication.sendEvent(self.field, event)

    def types(self, text: str) -> None:
        for letter in text:
            self._key(QEvent.Type.KeyPress, Qt.Key.Key_A, letter)
            self._key(QEvent.Type.KeyRelease, Qt.Key.Key_A, letter)

    def presses_enter(self, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self._key(QEvent.Type.KeyPress, Qt.Key.Key_Return, "\r", modifier)

    def releases_enter(self) -> None:
        self._key(QEvent.Type.KeyRelease, Qt.Key.Key_Return, "\r")

    def lets_a_turn_pass(self) -> None:
        QCoreApplication.processEvents()

    def _key(
        self,
        kind: QEvent.Type,
        key: Qt.Key,
        text: str,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        QCoreApplication.sendEvent(self.field, QKeyEvent(kind, key, modifier, text))


@pytest.fixture
def person(qtbot: QtBot) -> Person:
    return Person(qtbot)


def _settles(qtbot: QtBot, person: Person) -> None:
    """Later turns and every patience of the field have passed."""
    qtbot.wait(150)


def test_plain_enter_sends(person: Person) -> None:
    person.types("hi")
    person.presses_enter()
    assert person.sent == ["hi"]
    assert person.field.text == ""


def test_korean_commit_then_key_sends_once(qtbot: QtBot, person: Person) -> None:
    for preedit in ("ㅎ", "하", "한"):
        person.composes(preedit)
        person.lets_a_turn_pass()
    person.composes("", commit="한")
    person.presses_enter()
    person.releases_enter()
    _settles(qtbot, person)
    assert person.sent == ["한"]


def test_korean_commit_then_key_in_a_later_turn(qtbot: QtBot, person: Person) -> None:
    person.composes("한")
    person.composes("", commit="한")
    person.lets_a_turn_pass()
    person.presses_enter()
    person.releases_enter()
    _settles(qtbot, person)
    assert person.sent == ["한"]


def test_korean_key_before_the_commit_takes_the_syllable_along(qtbot: QtBot, person: Person) -> None:
    person.composes("아", commit="ㅇ")
    person.composes("녕", commit="안")
    person.lets_a_turn_pass()
    person.presses_enter()
    assert person.sent == []
    person.composes("", commit="녕")
    assert person.sent == ["ㅇ안녕"]
    person.releases_enter()
    _settles(qtbot, person)
    assert person.sent == ["ㅇ안녕"]
    assert person.field.text == ""


def test_korean_key_a_turn_before_the_commit(qtbot: QtBot, person: Person) -> None:
    person.composes("한")
    person.presses_enter()
    person.releases_enter()
    person.lets_a_turn_pass()
    person.composes("", commit="한")
    _settles(qtbot, person)
    assert person.sent == ["한"]
    assert person.field.text == ""


def test_korean_preedit_hidden_then_key_then_commit(qtbot: QtBot, person: Person) -> None:
    person.types("a")
    person.composes("한")
    person.lets_a_turn_pass()
    person.composes("")
    person.presses_enter()
    person.composes("", commit="한")
    _settles(qtbot, person)
    assert person.sent == ["a한"]
    assert person.field.text == ""


def test_korean_commit_that_swallows_the_key(qtbot: QtBot, person: Person) -> None:
    person.composes("한")
    person.lets_a_turn_pass()
    person.composes("", commit="한")
    person.lets_a_turn_pass()
    person.releases_enter()
    _settles(qtbot, person)
    assert person.sent == ["한"]


def test_korean_key_that_nobody_commits(qtbot: QtBot, person: Person) -> None:
    person.composes("한")
    person.presses_enter()
    person.releases_enter()
    _settles(qtbot, person)
    assert person.sent == ["한"]
    person.composes("", commit="한")  # an input method that commits once more when it is reset
    assert person.field.text == ""
    person.composes("한")
    person.composes("", commit="한")  # the same syllable, really typed again
    assert person.field.text == "한"


@pytest.mark.parametrize("order", ["commit key key", "key commit key", "key key commit"])
def test_a_doubled_key_in_one_turn_sends_once(qtbot: QtBot, person: Person, order: str) -> None:
    person.composer.submitted.connect(lambda: person.types("next"))  # something is there to be sent wrongly
    person.composes("한")
    person.lets_a_turn_pass()
    for step in order.split():
        person.composes("", commit="한") if step == "commit" else person.presses_enter()
    _settles(qtbot, person)
    assert person.sent == ["한"]


@pytest.mark.parametrize(("preedit", "commit"), [("にほん", "日本"), ("ni hao", "你好"), ("にほん", "にほん")])
def test_candidate_enter_never_sends(qtbot: QtBot, person: Person, preedit: str, commit: str) -> None:
    person.composes(preedit)
    person.lets_a_turn_pass()
    person.presses_enter()  # platforms that show the key although the input method takes it
    person.composes("", commit=commit)
    person.presses_enter()  # … and those that show it behind the commit
    person.releases_enter()
    _settles(qtbot, person)
    assert person.sent == []
    assert person.field.text == commit
    person.presses_enter()
    assert person.sent == [commit]


def test_candidate_enter_that_is_swallowed_never_sends(qtbot: QtBot, person: Person) -> None:
    person.composes("にほん")
    person.composes("", commit="日本")
    person.lets_a_turn_pass()
    person.releases_enter()
    _settles(qtbot, person)
    assert person.sent == []


def test_hanja_taken_from_hangul_does_not_send(qtbot: QtBot, person: Person) -> None:
    person.composes("한")
    person.composes("", commit="韓")
    person.releases_enter()
    _settles(qtbot, person)
    assert person.sent == []
    assert person.field.text == "韓"


def test_a_syllable_ended_by_a_space_does_not_send(qtbot: QtBot, person: Person) -> None:
    person.composes("한")
    person.composes("", commit="한")
    person.types(" ")
    person.releases_enter()  # of an Enter that went down in another field
    _settles(qtbot, person)
    assert person.sent == []


@pytest.mark.parametrize("key_first", [True, False])
def test_shift_enter_breaks_the_line_behind_the_syllable(qtbot: QtBot, person: Person, *, key_first: bool) -> None:
    person.composes("한")
    person.lets_a_turn_pass()
    if key_first:
        person.presses_enter(Qt.KeyboardModifier.ShiftModifier)
    person.composes("", commit="한")
    if not key_first:
        person.presses_enter(Qt.KeyboardModifier.ShiftModifier)
    _settles(qtbot, person)
    assert person.field.text == "한\n"
    assert person.sent == []


def test_quick_line_breaks_all_count(person: Person) -> None:
    for _ in range(3):
        person.presses_enter(Qt.KeyboardModifier.ShiftModifier)
    assert person.field.text == "\n\n\n"


def test_send_button_takes_the_last_syllable(qtbot: QtBot, person: Person) -> None:
    person.types("a")
    person.composes("한")
    person.composer._press()
    person.releases_enter()
    _settles(qtbot, person)
    assert person.sent == ["a한"]
    assert person.field.text == ""


def test_send_is_possible_while_only_a_syllable_is_composed(person: Person) -> None:
    assert not person.composer._button.isEnabled()
    person.composes("ㅎ")
    assert person.composer._button.isEnabled()
    person.composes("")
    assert not person.composer._button.isEnabled()


def test_enter_sends_nothing_while_an_answer_grows(person: Person) -> None:
    person.types("wait")
    person.composer.show_answering(is_answering=True)
    person.presses_enter()
    assert person.sent == []
    assert person.field.text == "wait"


def test_a_held_enter_sends_once(person: Person) -> None:
    person.composer.submitted.connect(lambda: person.types("x"))
    person.types("a")
    person.presses_enter()
    for _ in range(3):
        repeat = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True)
        QCoreApplication.sendEvent(person.field, repeat)
        person.lets_a_turn_pass()
    assert person.sent == ["a"]


def test_without_send_with_enter_only_ctrl_enter_sends(qtbot: QtBot, person: Person) -> None:
    person.composer.send_with_enter(is_on=False)
    person.composes("한")
    person.composes("", commit="한")
    person.presses_enter()
    person.releases_enter()
    assert person.sent == []
    person.lets_a_turn_pass()
    person.presses_enter(Qt.KeyboardModifier.ControlModifier)
    _settles(qtbot, person)
    assert person.sent == ["한"]


def test_what_counts_as_korean() -> None:
    assert is_hangul("한")
    assert is_hangul("ㅎㅏ")
    assert not is_hangul("")
    assert not is_hangul("한 ")
    assert not is_hangul("日本")
    assert not is_hangul("にほん")
