"""Messages, sampling, errors and events: the small values that everything else is made of."""

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import errors
from app.domain.engine_errors import EngineFault, PromptTooLong, SettingOutOfRange
from app.domain.errors import MaruError
from app.domain.event import Event
from app.domain.fault import SUBJECTS, Fault, error_classes, from_fault, to_fault
from app.domain.message import Attachment, Message, Role, Text, assistant, clean, user
from app.domain.sampling import Sampling, ranges

ERRORS = list(error_classes())


def test_text_and_reasoning_are_read_apart() -> None:
    message = assistant("Yes.", reasoning="Is it so?")
    assert (message.text, message.reasoning) == ("Yes.", "Is it so?")
    assert assistant("Yes.").parts == (Text("Yes."),)
    with_file = Message(Role.USER, (Text("See "), Attachment("00", "a.txt", "text/plain"), Text("this")))
    assert with_file.text == "See this"


@given(st.text())
def test_what_utf8_can_carry_stays(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("a\ud800b", "a\ufffdb"),
        ("\udc00", "\ufffd"),
        ("\ud83d\ude00", "\U0001f600"),
        ("a\0b\u202e\u0301", "a\0b\u202e\u0301"),
    ],
)
def test_broken_surrogates_become_a_sign_and_the_rest_stays(pasted: str, kept: str) -> None:
    assert user(pasted).text == kept
    kept.encode()


@pytest.mark.parametrize("name", [name for name, *_ in ranges()])
def test_each_sampling_setting_keeps_to_its_range(name: str) -> None:
    low, high = next((low, high) for found, low, high, _ in ranges() if found == name)
    for value in (low, high):
        assert getattr(sampling_with(name, value), name) == value
    for value in (low - 1, high + 1):
        with pytest.raises(SettingOutOfRange) as caught:
            sampling_with(name, value)
        assert (caught.value.name, caught.value.value) == (name, value)


def sampling_with(name: str, value: float) -> Sampling:
    settings: dict[str, Any] = {name: value}
    return Sampling(**settings)


def test_a_setting_that_is_no_number_is_refused() -> None:
    with pytest.raises(SettingOutOfRange):
        Sampling(temperature=float("nan"))


def test_every_number_of_the_sampling_has_a_range_and_a_meaning() -> None:
    told = {name for name, *_, meaning in ranges() if meaning}
    numbers = {item.name for item in fields(Sampling) if isinstance(getattr(Sampling(), item.name), int | float)}
    assert numbers <= told


FACTS = {
    "str": st.text(),
    "int": st.integers(),
    "float": st.floats(allow_nan=False),
    "bool": st.booleans(),
    "None": st.none(),
}


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_an_error_crosses_the_border_with_its_facts(kind: type[MaruError], data: st.DataObject) -> None:
    facts = {item.name: data.draw(_fact(str(item.type))) for item in fields(kind)}
    error = from_fault(to_fault(kind(**facts)))
    assert type(error) is kind
    assert vars(error) == facts


def _fact(type_name: str) -> st.SearchStrategy[object]:
    names = type_name.removeprefix("<class '").removesuffix("'>").split(" | ")
    return st.one_of(*(FACTS[name] for name in names))


def test_an_error_that_this_version_does_not_know_is_still_said() -> None:
    error = from_fault(Fault("FromTheFuture", {"depth": 3}))
    assert isinstance(error, EngineFault)
    assert "FromTheFuture" in error.detail
    assert "3" in error.detail


def test_facts_from_the_future_are_ignored() -> None:
    error = from_fault(Fault("PromptTooLong", {"tokens": 9, "context": 8, "moon": "full"}))
    assert isinstance(error, PromptTooLong)
    assert str(error) == "PromptTooLong(tokens=9, context=8, trained=0)"


def test_the_drawing_of_the_tree_names_every_error() -> None:
    """The docstring is where people look for the right class."""
    drawing = "".join(module.__doc__ or "" for module in (errors, *SUBJECTS))
    assert [kind.__name__ for kind in ERRORS if kind.__name__ not in drawing] == []


def test_an_event_tells_its_listeners_in_order_and_forgets_those_who_leave() -> None:
    heard: list[tuple[str, int]] = []
    changed: Event[[int]] = Event()
    leave = changed.connect(lambda value: heard.append(("first", value)))
    changed.connect(lambda value: heard.append(("second", value)))
    changed(1)
    leave()
    leave()
    changed(2)
    assert heard == [("first", 1), ("second", 1), ("second", 2)]


def test_a_listener_may_leave_while_it_is_told() -> None:
    heard: list[int] = []
    changed: Event[[]] = Event()

    def once() -> None:
        heard.append(1)
        leave()

    leave = changed.connect(once)
    changed.connect(lambda: heard.append(2))
    changed()
    changed()
    assert heard == [1, 2, 2]
