"""An answer streams in: only its open block is made again, and in the end it is what it would have been at once."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.domain.conversation import TurnState
from app.ui.conversation.code import CodeSegment
from app.ui.conversation.row import Remedy, Row, RowRole
from app.ui.conversation.row_layout import RowLayout
from benchmarks.corpus import answer_tokens, code_tokens
from tests.ui.conversation.conftest import Person

STREAMING = Row("s", RowRole.ASSISTANT, state=TurnState.STREAMING)


def stream(person: Person, pieces: list[str]) -> None:
    for piece in pieces:
        person.view.stream_text("s", piece)
        person.view.flush()


def looks(layout: RowLayout) -> list[tuple[str, int, int]]:
    """What stands where: each segment's source, top and height."""
    for segment in layout.segments:
        segment.lay_out()
    return [(segment.source, layout.top(at), segment.height) for at, segment in enumerate(layout.segments)]


@pytest.mark.parametrize("text", ["".join(answer_tokens(400)), "".join(code_tokens(250)) + "\n```\n\nDone."])
def test_a_streamed_answer_looks_like_one_that_was_opened(person: Person, text: str) -> None:
    person.opens(STREAMING)
    stream(person, [text[at : at + 37] for at in range(0, len(text), 37)])
    done = Row("s", RowRole.ASSISTANT, text)
    person.view.finish(done)
    person.waits()
    streamed = looks(person.view.column.layout(0))
    person.opens(done)
    assert streamed == looks(person.view.column.layout(0))


def test_finished_blocks_are_never_made_again(person: Person) -> None:
    person.opens(STREAMING)
    stream(person, ["# One\n\ntwo\n\n", "- three\n\n", "fo"])
    before = list(person.view.column.layout(0).segments)
    stream(person, ["ur and ", "five"])
    after = person.view.column.layout(0).segments
    assert all(old is new for old, new in zip(before[:3], after[:3], strict=True))
    assert after[3].source == "four and five"


def test_code_grows_in_place_and_is_coloured_line_by_line(person: Person) -> None:
    person.opens(STREAMING)
    stream(person, ["```python\nx = 1", "\nde"])
    segment = person.segment(0, 0)
    assert isinstance(segment, CodeSegment)
    stream(person, ["f f():\n", "    return 1\n"])
    assert person.segment(0, 0) is segment
    assert segment.shown == "x = 1\ndef f():\n    return 1"
    assert segment.coloured >= 2


def test_code_that_is_complete_is_coloured_to_its_last_line(person: Person) -> None:
    person.opens(STREAMING)
    stream(person, ["```python\nx = 1\ny = 2  # two\n```\n\n", "And ", "more."])
    person.waits()
    segment = person.segment(0, 0)
    assert isinstance(segment, CodeSegment)
    assert segment.coloured == 2
    person.view.finish(Row("s", RowRole.ASSISTANT, person.view.rows[0].text))
    person.waits()
    assert segment.coloured == 2


def test_long_code_is_a_chain_of_pieces_while_it_streams(person: Person) -> None:
    person.opens(STREAMING)
    stream(person, ["```python\n", *(f"x = {number}\n" for number in range(150))])
    pieces = person.view.column.layout(0).segments
    assert [segment.source.count("\n") for segment in pieces] == [61, 60, 30]
    assert len({id(segment.run) for segment in pieces if isinstance(segment, CodeSegment)}) == 1
    stream(person, ["```"])
    person.view.finish(Row("s", RowRole.ASSISTANT, "```python\n" + "".join(f"x = {n}\n" for n in range(150)) + "```"))
    person.waits()
    last = pieces[-1]
    assert isinstance(last, CodeSegment)
    assert last.coloured == 30


def test_reasoning_counts_its_words_while_it_is_folded(person: Person) -> None:
    person.opens(STREAMING)
    view = person.view
    view.stream_reasoning("s", "one two ")
    view.flush()
    assert "2 words" in person.segment(0, 0).spots()[0].name
    view.stream_reasoning("s", "three")
    view.stream_text("s", "The answer.")
    view.flush()
    assert "3 words" in person.segment(0, 0).spots()[0].name
    assert [segment.source for segment in view.column.layout(0).segments] == ["", "The answer."]


def test_pieces_are_joined_until_the_next_frame(person: Person, qtbot: QtBot) -> None:
    person.opens(STREAMING)
    for piece in ("a", "b", "c"):
        person.view.stream_text("s", piece)
    assert person.view.rows[0].text == ""
    qtbot.waitUntil(lambda: person.view.rows[0].text == "abc")


def test_what_comes_for_another_chat_is_dropped(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(STREAMING)
    person.view.stream_text("s", "late")
    person.opens(answer("other chat"))
    person.view.stream_text("s", "later")
    person.view.flush()
    assert [row.text for row in person.view.rows] == ["other chat"]


@pytest.mark.parametrize("state", [TurnState.STOPPED, TurnState.PARTIAL, TurnState.FAILED])
def test_an_answer_that_broke_off_says_so_and_offers_a_way_on(person: Person, qtbot: QtBot, state: TurnState) -> None:
    person.opens(STREAMING)
    stream(person, ["Half of it"])
    remedies = (Remedy("retry", "Try again"),) if state is TurnState.FAILED else ()
    person.view.finish(Row("s", RowRole.ASSISTANT, "Half of it", state=state, error="It broke.", remedies=remedies))
    person.waits()
    spot = person.segment(0, 1).spots()[0]
    wanted = person.view.remedy_chosen if state is TurnState.FAILED else person.view.continue_requested
    with qtbot.waitSignal(wanted) as caught:
        person.clicks(person.view.pane.segment_rect(0, person.segment(0, 1)).topLeft() + spot.rect.center())
    assert caught.args == (["s", "retry"] if state is TurnState.FAILED else ["s"])


def test_a_late_reference_makes_links_of_what_stands_before_it(person: Person) -> None:
    person.opens(STREAMING)
    text = "See [there].\n\n[there]: https://example.com\n"
    stream(person, [text[at : at + 5] for at in range(0, len(text), 5)])
    person.view.finish(Row("s", RowRole.ASSISTANT, text))
    person.waits()
    assert [spot.name for spot in person.segment(0, 0).spots()] == ["there"]
