"""A typed list of listeners: how a session tells views what happened, without knowing them."""

from collections.abc import Callable
from typing import Generic, ParamSpec

P = ParamSpec("P")

Deliver = Callable[[Callable[[], None]], None]
"""Runs an action on the owner's thread, in the order of posting: Qt's queue in the window, a plain queue elsewhere."""


class Event(Generic[P]):
    """Call it to tell every listener, in the order in which they connected."""

    def __init__(self) -> None:
        self._listeners: list[Callable[P, None]] = []

    def connect(self, listener: Callable[P, None]) -> Callable[[], None]:
        """Returns the way to disconnect, which may be called twice."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        for listener in tuple(self._listeners):
            listener(*args, **kwargs)
