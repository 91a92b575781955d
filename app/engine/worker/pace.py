"""How many threads compute a step, and how much of a waiting prompt goes into it."""


class Pace:
    def __init__(self, *, most: int, batch: int) -> None:
        self._most = most
        self._batch = batch

    @property
    def threads(self) -> int:
        return self._most

    def piece(self, *, beside: int) -> int:
        """Tokens of prompts for the next batch, beside so many answers that stream."""
        return self._batch if beside == 0 else 32

    def note(self, seconds: float, *, tokens: int) -> None:
        pass
