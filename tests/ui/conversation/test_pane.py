"""What is on the screen stands still while heights around it become known, and the end stays the end."""

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from app.domain.conversation import TurnState
from app.ui.conversation.column import KEPT_LAYOUTS, Column
from app.ui.conversation.pane import Pane
from app.ui.conversation.row import Row, RowRole
from app.ui.conversation.row_layout import Budget
from app.ui.conversation.screen import BOTTOM, TOP
from app.ui.conversation.style import Style
from app.ui.theme import tokens
from benchmarks.corpus import chat
from tests.ui.conversation.conftest import Person

ENOUGH_MS = 60_000.0
SIZES = [20, 300, 2_500, 9_000]


def rows(texts: list[str]) -> list[Row]:
    return [Row(str(at), RowRole.ASSISTANT if at % 2 else RowRole.USER, text) for at, text in enumerate(texts)]


def new_pane(shown: list[Row]) -> Pane:
    column = Column(Style(tokens.LIGHT), width=600)
    column.show(shown)
    pane = Pane(column)
    pane.fit(column.style, width=600, height=500, left=0, budget=Budget(ENOUGH_MS))
    return pane


def screen(pane: Pane) -> dict[tuple[int, object], int]:
    """Where each segment that is laid out stands on the screen."""
    return {
        (seen.row, segment.key): pane.segment_rect(seen.row, segment).top()
        for seen in pane.seen()
        if seen.layout
        for segment in seen.layout.segments
        if segment.is_laid_out
    }


MOVES = st.lists(st.integers(-450, 450).filter(bool), min_size=1, max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.sampled_from(SIZES), min_size=3, max_size=12), MOVES)
def test_scrolling_moves_everything_seen_by_the_same_distance(
    qapp: QApplication, sizes: list[int], moves: list[int]
) -> None:
    pane = new_pane(rows(["word and 말 " * (size // 10) for size in sizes]))
    for distance in moves:
        before = screen(pane)
        damage = pane.scroll_to(max(0, min(pane.y + distance, pane.greatest_y)), Budget(ENOUGH_MS))
        after = screen(pane)
        for place, y in after.items():
            if place in before:
                assert y - before[place] == damage.shift
        assert 0 <= pane.y <= pane.greatest_y
        assert not pane.is_unfinished


def test_every_part_can_be_reached_and_the_ends_are_the_ends(qapp: QApplication) -> None:
    pane = new_pane(rows(chat(30)))
    assert pane.y == pane.greatest_y
    met = set()
    while pane.y:
        pane.scroll_to(max(0, pane.y - 300), Budget(ENOUGH_MS))
        met |= {seen.row for seen in pane.seen()}
    assert met == set(range(30))
    assert pane.row_rect(0).top() == TOP
    pane.scroll_to(pane.greatest_y, Budget(ENOUGH_MS))
    assert pane.is_pinned
    assert pane.row_rect(29).bottom() + 1 == pane.height - BOTTOM


def test_a_far_jump_without_time_shows_lines_and_then_goes_on(qapp: QApplication) -> None:
    pane = new_pane(rows(chat(60)))
    pane.scroll_to(pane.greatest_y // 2, Budget(0))
    assert pane.is_unfinished
    goes = 0
    while pane.is_unfinished:
        pane.go_on(Budget(0.5))
        goes += 1
    assert goes >= 1
    assert all(seen.layout for seen in pane.seen())


def test_only_the_layouts_in_use_are_kept(qapp: QApplication) -> None:
    pane = new_pane(rows(chat(120)))
    while pane.y:
        pane.scroll_to(max(0, pane.y - 450), Budget(ENOUGH_MS))
    made = sum(pane.column.known_layout(at) is not None for at in range(120))
    assert made <= KEPT_LAYOUTS + 1


def test_guesses_learn_from_what_was_measured(qapp: QApplication) -> None:
    pane = new_pane(rows(chat(200)))
    for _ in range(40):
        pane.scroll_to(max(0, pane.y - 450), Budget(ENOUGH_MS))
    guessed = pane.column.heights.total
    for at in range(200):
        layout = pane.column.layout(at)
        for segment in layout.segments:
            segment.lay_out()
        layout.set_width(599)
        layout.set_width(600)
        pane.column.note_height(at)
    assert abs(pane.column.heights.total - guessed) < 0.2 * pane.column.heights.total


def test_a_new_width_keeps_the_words_at_the_top(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(*(answer(text) for text in chat(20)))
    person.scrolls(-3_000)
    before = next(seen.row for seen in person.view.pane.seen())
    person.view.resize(600, 700)
    person.waits()
    person.view.resize(900, 700)
    person.waits()
    assert next(seen.row for seen in person.view.pane.seen()) == before
    person.view.set_text_scale(2.0)
    person.waits()
    assert next(seen.row for seen in person.view.pane.seen()) == before


def test_a_streaming_answer_is_followed_at_the_end_only(person: Person, answer: Callable[..., Row]) -> None:
    streaming = Row("s", RowRole.ASSISTANT, state=TurnState.STREAMING)
    person.opens(*(answer(text) for text in chat(6)), streaming)
    view = person.view
    for _ in range(20):
        view.stream_text("s", "More and more text. \n\n")
        view.flush()
        assert view.pane.is_pinned
        assert view.pane.y == view.pane.greatest_y
    person.scrolls(-200)
    before = screen(view.pane)
    y = view.pane.y
    for _ in range(20):
        view.stream_text("s", "More and more text. \n\n")
        view.flush()
        assert view.pane.y == y
    after = screen(view.pane)
    assert all(after[place] == top for place, top in before.items() if place in after)
    view.scroll_to_newest()
    assert view.pane.is_pinned
