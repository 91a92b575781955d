"""A preset that is meant for more context than the model was loaded with."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QPushButton

from app.chat.model import Ready
from app.domain.loading import LoadSettings
from app.domain.preset import Preset
from app.ui.widgets.notices import Notice
from tests.ui.conftest import MODEL, Person

LONG = "“Long” is meant for a context of {wanted} tokens; here the model has {given}."


@pytest.fixture
def person(sit_down: Callable[..., Person]) -> Person:
    return sit_down().sees_the_program(model="")


def loads(person: Person, context: int) -> None:
    model = person.presenter.models.model
    model.choose(MODEL, LoadSettings(context=context))
    person.waits_until(lambda: isinstance(model.state, Ready))


def uses(person: Person, context: int, *, name: str = "Long") -> None:
    stored = person.presenter.app.presets.add(Preset(name, context=context))
    person.session.use_preset(stored.key)


def notices(person: Person) -> list[Notice]:
    return person.presenter.desk.notices.findChildren(Notice)


def buttons(person: Person) -> list[str]:
    return [button.text() for one in notices(person) for button in one.findChildren(QPushButton) if button.text()]


def says(person: Person, words: str) -> bool:
    return any(label.text() == words for one in notices(person) for label in one.findChildren(type(one._sign)))


def test_it_is_said_and_one_press_gives_the_room(person: Person) -> None:
    loads(person, 2048)
    uses(person, 4096)
    assert says(person, LONG.format(wanted="4,096", given="2,048"))
    assert buttons(person) == ["Load with 4,096 tokens"]
    notices(person)[0].acted.emit()
    person.waits_until(lambda: person.presenter.models.context == 4096)
    assert not notices(person)
    assert person.presenter.models.settings_of(MODEL).context == 4096
    assert person.gets_an_answer_to("Hello?").message.text


def test_no_more_is_asked_for_than_the_model_was_trained_for(person: Person) -> None:
    loads(person, 2048)
    uses(person, 100_000)
    assert buttons(person) == ["Load with 8,192 tokens"]


@pytest.mark.parametrize(("loaded", "wanted"), [(4096, 4096), (4096, 0), (8192, 100_000)])
def test_where_there_is_room_nothing_is_said(person: Person, loaded: int, wanted: int) -> None:
    loads(person, loaded)
    uses(person, wanted)
    assert not notices(person)


def test_what_was_closed_stays_closed_until_something_else_is_so(person: Person) -> None:
    loads(person, 2048)
    uses(person, 4096)
    notices(person)[0].closed.emit()
    person.gets_an_answer_to("Hello?")
    assert not notices(person)
    uses(person, 8192, name="Longer")
    assert notices(person)
    person.session.use_preset("")
    assert not notices(person)
