"""What was written in a preset, step by step, so that every step can be taken back; and two hands in one file."""

from dataclasses import fields

from app.domain.preset import Preset

_MOST = 200
"""Steps that are kept."""


class History:
    """Changes of one field that come one after another are one step, until there is a rest."""

    def __init__(self, preset: Preset) -> None:
        self._done = [preset]
        self._undone: list[Preset] = []
        self._field = ""

    @property
    def now(self) -> Preset:
        return self._done[-1]

    @property
    def can_undo(self) -> bool:
        return len(self._done) > 1

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def put(self, preset: Preset, field: str) -> None:
        if field and field == self._field:
            self._done[-1] = preset
        else:
            self._done.append(preset)
            del self._done[:-_MOST]
        self._field = field
        self._undone.clear()

    def rest(self) -> None:
        """What follows is a step of its own."""
        self._field = ""

    def undo(self) -> bool:
        """False when there is nothing to take back."""
        self.rest()
        if self.can_undo:
            self._undone.append(self._done.pop())
            return True
        return False

    def redo(self) -> bool:
        self.rest()
        if self.can_redo:
            self._done.append(self._undone.pop())
            return True
        return False


def merged(base: Preset, mine: Preset, theirs: Preset) -> Preset:
    """What both made of base: theirs, with every field that is changed in mine."""
    changed = {
        item.name: getattr(mine, item.name)
        for item in fields(Preset)
        if getattr(mine, item.name) != getattr(base, item.name)
    }
    return Preset(**{**vars(theirs), **changed})
