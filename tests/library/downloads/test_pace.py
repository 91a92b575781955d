"""Speed that a person can believe, and waiting that grows."""

import pytest

from app.library.downloads.pace import Pace, back_off


def test_speed_is_an_average_that_forgets() -> None:
    pace = Pace(0, now=0.0)
    assert pace.speed(0.0) == 0.0
    for second in range(1, 11):
        pace.note(second * 1000, now=float(second))
    assert pace.speed(10.0) == pytest.approx(1000)
    pace.note(13_000, now=11.0)
    assert 1000 < pace.speed(11.0) < 2000
    for second in range(12, 60):
        pace.note(13_000 + (second - 11) * 3000, now=float(second))
    assert pace.speed(59.0) == pytest.approx(3000, rel=0.01)


def test_what_was_on_the_disk_before_is_no_speed() -> None:
    pace = Pace(1_000_000, now=0.0)
    pace.note(1_000_500, now=1.0)
    assert pace.speed(1.0) == pytest.approx(500)


def test_the_time_until_the_first_byte_is_no_slowness() -> None:
    pace = Pace(0, now=0.0)
    pace.note(0, now=2.0)
    pace.note(1000, now=3.0)
    assert pace.speed(3.0) == pytest.approx(1000)


def test_silence_lets_it_sink_and_a_new_beginning_is_no_speed() -> None:
    pace = Pace(0, now=0.0)
    pace.note(1000, now=1.0)
    assert pace.speed(1.5) == pytest.approx(1000)
    assert pace.speed(20.0) < 50
    pace.note(0, now=2.0)
    assert 0 < pace.speed(2.0) < 1000
    pace.note(500, now=2.0)  # a clock that stands still
    assert pace.speed(2.0) < 1000


def test_waiting_grows_up_to_five_minutes() -> None:
    assert [back_off(failures) for failures in (1, 2, 3, 4, 9, 10, 10_000)] == [1, 2, 4, 8, 256, 300, 300]
