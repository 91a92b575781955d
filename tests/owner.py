"""The owner's thread of the tests: what children and threads deliver runs here, while a test waits for something."""

import queue
import time
from collections.abc import Callable

import pytest

PATIENCE_S = 120.0
"""A busy machine is slow, not wrong."""


class Owner:
    """post is the deliver of the tests."""

    def __init__(self) -> None:
        self._actions: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def post(self, action: Callable[[], None]) -> None:
        self._actions.put(action)

    def until(self, is_true: Callable[[], object]) -> None:
        """Run what is posted until it has become true."""
        deadline = time.monotonic() + PATIENCE_S
        while not is_true():
            try:
                self._actions.get(timeout=max(0.0, deadline - time.monotonic()))()
            except queue.Empty:
                pytest.fail("it never became true", pytrace=True)

    def rest(self) -> None:
        """Run what is left."""
        while not self._actions.empty():
            self._actions.get()()
