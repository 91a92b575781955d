"""The same text however the bytes are cut, and a stop string never shows."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.engine.worker.text import Stream

TEXTS = st.text(alphabet="ab<|>가나😀\n", max_size=40)
STOPS = st.lists(st.text(alphabet="ab<|가", min_size=1, max_size=4), max_size=3)


def _cut(raw: bytes, places: list[int]) -> list[bytes]:
    borders = [0, *sorted(place % (len(raw) + 1) for place in places), len(raw)]
    return [raw[start:end] for start, end in pairwise(borders)]


def _shown(pieces: list[bytes], stops: list[str]) -> tuple[str, bool]:
    stream = Stream(stops)
    text = "".join(map(stream.feed, pieces)) + stream.finish()
    return text, stream.stopped


@given(TEXTS, STOPS, st.lists(st.integers(0, 1000), max_size=12))
def test_cutting_makes_no_difference_and_stops_are_found(text: str, stops: list[str], places: list[int]) -> None:
    shown, stopped = _shown(_cut(text.encode(), places), stops)
    ends = [text.index(stop) for stop in stops if stop in text]
    assert stopped == bool(ends)
    # Which of two overlapping stop strings is complete first depends on the cutting; none is ever shown.
    assert text.startswith(shown)
    assert not any(stop in shown for stop in stops)
    if not ends:
        assert shown == text


@given(st.binary(max_size=30), st.lists(st.integers(0, 100), max_size=6))
def test_any_bytes_become_text_of_whole_characters(raw: bytes, places: list[int]) -> None:
    assert _shown(_cut(raw, places), [])[0] == raw.decode("utf-8", "replace")


def test_what_cannot_become_a_stop_string_is_shown_at_once() -> None:
    stream = Stream(["<end>"])
    assert stream.feed(b"one <e") == "one "
    assert stream.feed(b"x") == "<ex"
    assert stream.feed(b"<end") == ""
    assert stream.feed(b"> more") == ""
    assert stream.stopped
    assert stream.feed(b"again") == ""
    assert stream.finish() == ""


def test_the_vocabularys_own_space_is_no_part_of_an_answer() -> None:
    def said(*pieces: bytes) -> str:
        stream = Stream(begins_blank=True)
        return "".join(map(stream.feed, pieces)) + stream.finish()

    assert said(b" Hello", b" you") == "Hello you"
    assert said(b"", b" ", b" Hello") == " Hello"
    assert said(b"\n Hello") == "\n Hello"
