"""How a step is done: with how many threads, and with how much of a waiting prompt."""

from collections.abc import Callable

from app.engine.worker.crowd import Crowd, processors
from app.engine.worker.threads import Threads, ladder

_ALONE_S, _BESIDE_S = 0.5, 0.15  # how long a prompt may hold up a step: alone, and while other answers stream
_ALONE, _BESIDE = 64, 16  # and at least so many tokens, or evaluation loses its speed
_PAUSE_S = 1.0  # between two steps: more than any that belong together
_HURRY = 0.7  # of a newly measured speed in the average


class Pace:
    """Fed with what each step did and took; asked before the next one. fixed: a person chose the thread count."""

    def __init__(self, *, batch: int, fixed: int = 0, clock: Callable[[], float]) -> None:
        physical, logical = processors()
        self._crowd = None if fixed else Crowd()
        counts = (fixed,) if fixed else ladder(physical, logical)
        self._threads = Threads(counts, first=fixed or physical)
        self._batch = batch
        self._clock = clock
        self._speed = 0.0
        self._writing = 0
        self._stepped = clock()

    def threads(self, *, evaluating: bool) -> int:
        """For the next step; evaluating: it holds a piece of a prompt."""
        if self._crowd is not None:
            now = self._clock()
            if now - self._stepped > _PAUSE_S:
                self._crowd.glance()
            self._threads.crowd(self._crowd.refresh(now))
        return self._threads.count_for_prompt if evaluating else self._threads.count

    def piece(self, *, beside: int) -> int:
        """Tokens of prompts for the next batch, beside so many answers that stream."""
        if not self._speed:
            return min(self._batch, _ALONE)
        seconds, least = (_BESIDE_S, _BESIDE) if beside else (_ALONE_S, _ALONE)
        return min(self._batch, max(least, int(self._speed * seconds)))

    def note(self, seconds: float, *, writing: int, evaluated: int) -> None:
        """A step took so long for the next tokens of so many answers and so many tokens of prompts."""
        self._stepped = self._clock()
        if evaluated:
            speed = evaluated / seconds
            self._speed = _HURRY * speed + (1 - _HURRY) * self._speed if self._speed else speed
            return
        if writing != self._writing:
            self._writing = writing
            self._threads.restart()
        self._threads.note(seconds)
