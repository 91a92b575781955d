"""The final answer above the way to it, the vote of several paths, and everything that is folded under them."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.conversation import TurnState
from app.domain.outcome import SampledPath, Vote
from app.ui.conversation.action_bar import Action
from app.ui.conversation.contents import MOST_LINES, REASONING, path_key
from app.ui.conversation.fold import FoldSegment, PathSegment
from app.ui.conversation.row import Row, Verdict
from app.ui.conversation.verdict import RemarkSegment, VerdictSegment
from app.ui.conversation.verdict_words import verdict_words
from app.ui.conversation.view import ConversationView
from app.ui.theme import tokens
from tests.ui.conversation.conftest import Person

STEPS = "Half of six is three.\n\nThe answer is 67."


def path(answer: str, *, text: str = "", key: str = "", stop_reason: str = "end") -> SampledPath:
    said = text or f"Some steps lead there.\n\nThe answer is {answer}."
    return SampledPath(said, answer=answer, key=key or answer, tokens=48, stop_reason=stop_reason)


PATHS = (path("67", text=STEPS), path("67"), path("35", text="Half of seventy is thirty-five."), path("67살", key="67"))
VOTE = Vote({"67": 3, "35": 1}, {"67": "67", "35": "35"}, expected=4)


def voted(answer: Callable[..., Row], **more: object) -> Row:
    return answer(STEPS, verdict=Verdict("67", VOTE), folds_text=True, paths=PATHS, **more)


def shown(person: Person, row: int = 0) -> str:
    return "\n".join(segment.block.body or segment.source for segment in person.view.column.layout(row).segments)


def kinds(person: Person, row: int = 0) -> list[type]:
    return [type(segment) for segment in person.view.column.layout(row).segments]


def test_the_answer_stands_on_top_and_the_steps_fold(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer(STEPS, verdict=Verdict("67"), folds_text=True))
    assert kinds(person) == [VerdictSegment, FoldSegment]
    assert "67" in shown(person)
    assert "Half of six" not in shown(person)
    person.clicks(person.place_of(0, 1))
    assert "Half of six" in shown(person)


def test_reasoning_of_a_model_that_thinks_folds_and_its_text_stays(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer("It is 67.", reasoning="Let me think.", verdict=Verdict("67")))
    assert kinds(person)[:2] == [VerdictSegment, FoldSegment]
    assert "It is 67." in shown(person)
    assert "Let me think" not in shown(person)


def test_when_no_answer_was_found_that_is_said(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer("I do not know.", verdict=Verdict(None)))
    assert kinds(person)[-1] is RemarkSegment
    assert "No final answer could be found" in shown(person)
    assert "I do not know." in shown(person)


def test_every_path_of_a_vote_can_be_opened_with_the_keyboard(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(voted(answer))
    assert kinds(person) == [VerdictSegment, *[PathSegment] * 4]
    person.comes_by_tab()
    names = [held.spot.name for held in person.view.keyboard.spots()]
    assert names[0] == "Path 1 / 4, 48 tokens, 67"
    assert names[2] == "Path 3 / 4, 48 tokens, 35 · differs"
    assert "differs" not in names[3]
    for _ in range(3):
        person.presses(Qt.Key.Key_Tab)
    person.presses(Qt.Key.Key_Return)
    assert "thirty-five" in shown(person)
    held = person.view.keyboard.held
    assert held is not None
    assert held.segment.key == path_key(2)
    person.presses(Qt.Key.Key_Return)
    assert "thirty-five" not in shown(person)


def test_the_keyboard_stays_where_it_was_on_a_slow_machine(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(voted(answer))
    person.comes_by_tab()
    person.presses(Qt.Key.Key_Tab)
    person.view.slice_ms = 0.0
    QTest.keyClick(person.view, Qt.Key.Key_Return)
    person.view.slice_ms = 8.0
    person.waits()
    held = person.view.keyboard.held
    assert held is not None
    assert held.segment.key == path_key(0)


def test_many_paths_have_one_line(person: Person, answer: Callable[..., Row]) -> None:
    paths = tuple(path("67") for _ in range(MOST_LINES + 1))
    vote = Vote({"67": len(paths)}, {"67": "67"}, expected=len(paths))
    person.opens(answer(paths[0].text, verdict=Verdict("67", vote), folds_text=True, paths=paths))
    assert kinds(person) == [VerdictSegment, FoldSegment]
    person.clicks(person.place_of(0, 1))
    assert kinds(person) == [VerdictSegment, FoldSegment, *[PathSegment] * len(paths)]


def test_a_draft_and_its_review_fold_together(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer("The outcome.", drafts=("A first try.", "It is too short.")))
    assert kinds(person)[0] is FoldSegment
    assert "first try" not in shown(person)
    person.clicks(person.place_of(0, 0))
    assert "first try" in shown(person)
    assert "too short" in shown(person)


def test_finding_opens_the_path_that_has_the_text(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(voted(answer))
    found = person.view.find_text("thirty-five")
    assert found is not None
    assert (found.message, found.messages) == (1, 1)
    assert "thirty-five" in shown(person)


def test_copying_takes_the_message_and_the_paths_that_are_open(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(voted(answer))
    person.view.select_all()
    assert person.view.selected_text == STEPS
    person.view.column.fold(0, path_key(2), opens=True)
    person.view.select_all()
    person.view.copy()
    assert QGuiApplication.clipboard().text() == f"{STEPS}\n\nHalf of seventy is thirty-five."


def test_the_answer_itself_can_be_selected(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer(STEPS, verdict=Verdict("67"), folds_text=True))
    person.drags(person.place_of(0, 0, 17, 24), person.place_of(0, 0, 100, 24))
    assert person.view.selected_text == "67"


def test_a_live_vote_grows_above_the_first_path(person: Person, answer: Callable[..., Row]) -> None:
    row = answer("", state=TurnState.STREAMING)
    person.opens(row)
    view = person.view
    begun = Vote(expected=4)
    view.show_vote(row.id, Verdict(None, begun), (SampledPath(""),) * 4)
    assert kinds(person)[0] is VerdictSegment
    view.stream_text(row.id, "Half of six ")
    two = Vote({"67": 1, "35": 1}, {"67": "67", "35": "35"}, expected=4)
    view.show_vote(row.id, Verdict(None, two), (SampledPath("Half"), PATHS[1], PATHS[2], SampledPath("")))
    assert kinds(person).count(PathSegment) == 2
    assert "Half of six" in shown(person)
    view.finish(Row(row.id, row.role, STEPS, verdict=Verdict("67", VOTE), folds_text=True, paths=PATHS))
    assert kinds(person) == [VerdictSegment, *[PathSegment] * 4]


def test_what_is_painted_while_votes_come_in_is_what_a_full_repaint_shows(
    person: Person, answer: Callable[..., Row]
) -> None:
    row = answer("", state=TurnState.STREAMING)
    person.opens(*(answer(f"Earlier answer {n}.\n\n" * 6) for n in range(6)), row)
    for ended in range(1, 5):
        person.view.stream_text(row.id, "Some words that are written. " * 20)
        person.view.flush()
        vote = Vote({"67": ended}, {"67": "67"}, expected=4)
        paths = tuple(path("67", stop_reason="end" if at < ended else "") for at in range(4))
        person.view.show_vote(row.id, Verdict(None, vote), paths)
        assert person.sees() == person.would_see()
    assert person.view.pane.is_pinned


def test_heights_add_up_with_everything_open(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(voted(answer), answer(STEPS, verdict=Verdict("67"), folds_text=True))
    column = person.view.column
    for number in range(4):
        column.fold(0, path_key(number), opens=True)
    column.fold(1, REASONING, opens=True)
    person.view.set_reading_width(500)
    person.waits()
    for row in range(2):
        layout = column.layout(row)
        keys = [segment.key for segment in layout.segments]
        assert keys == sorted(keys)
        assert all(layout.top(at) + segment.height <= layout.top(at + 1) for at, segment in enumerate(layout.segments))


def test_a_vote_that_ended_early_says_so(answer: Callable[..., Row]) -> None:
    vote = Vote({"67": 3}, {"67": "67"}, expected=5)
    row = answer(STEPS, verdict=Verdict("67", vote, is_early=True), folds_text=True, paths=PATHS)
    assert verdict_words(row) == (
        "Final answer: 67. 3 of 3 agree. 67 3 paths. Ended early: the majority could no longer change."
    )


TIED = Vote({"67": 2, "35": 2}, {"67": "67", "35": "35"}, expected=4)
TIE = "2 answers have 2 votes each; the first of them is shown."


def test_a_tie_is_called_one_and_says_which_answer_was_taken(answer: Callable[..., Row]) -> None:
    row = answer(STEPS, verdict=Verdict("67", TIED), folds_text=True, paths=PATHS)
    assert verdict_words(row) == f"Final answer: 67. Tied. 67 2 paths, 35 2 paths. {TIE}"


def test_a_tie_that_may_still_be_broken_is_not_judged(answer: Callable[..., Row]) -> None:
    row = answer(STEPS, verdict=Verdict(None, replace(TIED, expected=5)), state=TurnState.STREAMING, paths=PATHS)
    assert "Tied" in verdict_words(row)
    assert TIE not in verdict_words(row)
    stopped = replace(row, state=TurnState.STOPPED)
    assert f"{TIE} Not all paths were written to their end." in verdict_words(stopped)


def test_a_tie_looks_unlike_a_majority(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(answer(STEPS, verdict=Verdict("67", TIED), folds_text=True, paths=PATHS))
    card = person.segment(0, 0)
    assert isinstance(card, VerdictSegment)
    drawn = {word.text: word for word in card._words}
    assert TIE in drawn
    assert drawn["Tied"].ground == tokens.LIGHT.warm_soft
    assert not any("agree" in text for text in drawn)


def test_a_screen_reader_hears_the_verdict_and_every_path(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(voted(answer))
    view = QAccessible.queryAccessibleInterface(person.view)
    row = view.child(0)
    assert row.text(QAccessible.Text.Name).startswith("Answer: Final answer: 67. 3 of 4 agree")
    parts = [row.child(at).text(QAccessible.Text.Name) for at in range(row.childCount())]
    assert len(parts) == 4
    assert parts[2] == "Path 3 / 4, 48 tokens, 35 · differs: Half of seventy is thirty-five."
    assert row.indexOfChild(row.child(2)) == 2
    assert row.child(9) is None


def test_in_a_narrow_column_nothing_runs_over_the_card(person: Person, answer: Callable[..., Row]) -> None:
    person.opens(voted(answer))
    person.view.set_reading_width(200)
    person.waits()
    card = person.segment(0, 0)
    card.lay_out()
    image = person.would_see()
    place = person.view.pane.segment_rect(0, card)
    outside = place.right() + 3
    paper = image.pixelColor(2, 2)
    assert all(image.pixelColor(outside, y) == paper for y in range(place.top(), place.bottom()))
    assert card.height > 4 * person.view.look.small_line_height


def test_a_view_that_can_only_be_copied_from_offers_nothing_else(qtbot: QtBot, answer: Callable[..., Row]) -> None:
    view = ConversationView(tokens.LIGHT, actions=(Action.COPY,))
    qtbot.addWidget(view)
    view.resize(600, 400)
    with qtbot.waitExposed(view):
        view.show()
    view.show_rows([voted(answer)])
    view.arrange()
    assert [button.text() for button in view.bar.buttons if button.isVisible()] == ["Copy"]
    with qtbot.assertNotEmitted(view.regenerate_requested):
        view.keyboard.take_row(0)
        QTest.keyClick(view, Qt.Key.Key_R)
