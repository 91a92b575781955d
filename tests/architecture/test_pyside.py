"""PySide6 6.12.0 on Python 3.11 drops a reference to None on each void call, and the program aborts within seconds."""

import sys

from PySide6.QtCore import QObject

CALLS = 500


def test_void_calls_keep_none_alive() -> None:
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        thing.setObjectName("x")
    assert abs(sys.getrefcount(None) - before) < CALLS / 10
