"""Work for an engine child of its own, which is ended when the work is done: quantizing, previews of templates."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.engine.client import EngineClient
from app.engine.protocol import Closing, FromEngine, ToEngine
from app.ui.behind.background import Background

Listener = Callable[[FromEngine], None]


@dataclass
class _Errand:
    client: EngineClient
    listener: Listener
    number: int = field(default=0)
    is_over: bool = False


class Errands:
    def __init__(self, start_engine: Callable[[], EngineClient], background: Background) -> None:
        self._start_engine = start_engine
        self._background = background
        self._open: list[_Errand] = []

    def run(self, make: Callable[[int], ToEngine], listener: Listener) -> Callable[[], None]:
        """The listener hears all, the closing message last. Returns the way to cancel, after which it hears nothing."""
        errand = _Errand(self._start_engine(), listener)
        self._open.append(errand)
        errand.number = errand.client.ask(make, lambda message: self._hear(errand, message))
        return lambda: self._end(errand)

    def leave(self) -> None:
        for errand in tuple(self._open):
            self._end(errand)

    def _hear(self, errand: _Errand, message: FromEngine) -> None:
        if errand.is_over:
            return
        if isinstance(message, Closing):
            self._end(errand)
        errand.listener(message)

    def _end(self, errand: _Errand) -> None:
        if not errand.is_over:
            errand.is_over = True
            self._open.remove(errand)
            self._background.run(errand.client.close, lambda _none: None)
