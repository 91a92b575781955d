"""Decides what an Enter does while an input method may want it too.

In Korean one Enter ends the syllable and sends, once. In Japanese and Chinese the Enter that takes a candidate belongs
to the input method and never sends. Both look alike to Qt, except for what is being composed; and platforms tell of it
in different orders:

===========================================  =====================================================================
what Qt delivers for one Enter               seen on
===========================================  =====================================================================
commit, then the key                         Windows, macOS, ibus when it forwards the key
key, while the syllable is still composed    an input method that lets keys pass before it commits (asynchronous ibus)
preedit cleared, key, commit                 the same, when it hides the preedit first
commit, and only the key's release           an input method that swallows the key that made it commit
key, and nothing else                        an input method that leaves the commit to the program
===========================================  =====================================================================

So an Enter that meets Hangul in the making waits for its commit, a short while; what was composed then goes with it.
"""

from enum import Enum, auto
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

PATIENCE_MS: Final = 60
"""How long the commit of a syllable may come behind the Enter that ended it."""

_HANGUL: Final = (
    range(0x1100, 0x1200),  # jamo
    range(0x3130, 0x3190),  # jamo as old code pages have them
    range(0xA960, 0xA980),
    range(0xAC00, 0xD7B0),  # syllables
    range(0xD7B0, 0xD800),
    range(0xFFA0, 0xFFDD),
)


def is_hangul(text: str) -> bool:
    """Whether it is Korean and nothing else, as a Korean input method composes it."""
    return bool(text) and all(any(ord(letter) in span for span in _HANGUL) for letter in text)


class Deed(Enum):
    """What the person wants of an Enter."""

    SEND = auto()
    BREAK = auto()


class EnterKey(QObject):
    """Hears everything that the input method and the keyboard say, and tells which Enter counts, once for each."""

    decided = Signal(Deed)
    """Do it now; what is still being composed must be committed first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._preedit = ""
        self._told = ""  # what was composed or committed in this turn of the event loop
        self._was_committed = False
        self._has_decided = False  # in this turn: a second event of the same press must not count
        self._awaited: Deed | None = None
        self._swallowed: Deed | None = None  # the last thing heard was a Hangul commit; only a release may follow
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._lose_patience)
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._forget_turn)

    @property
    def is_composing(self) -> bool:
        return bool(self._preedit)

    def hear_input_method(self, preedit: str, commit: str) -> None:
        """Tell of an input method event after the text field has taken it."""
        before, self._preedit = self._preedit, preedit
        self._swallowed = None
        if commit or (before and not preedit):
            self._told, self._was_committed = commit or before, bool(commit)
            self._turn.start()
        if commit and not preedit and is_hangul(commit):
            if self._awaited:
                self._decide(self._awaited)
            else:
                self._swallowed = Deed.SEND

    def press(self, deed: Deed) -> None:
        """Enter went down."""
        self._swallowed = None
        composed = self._preedit or self._told
        if not composed or (self._was_committed and not self._preedit and is_hangul(composed)):
            self._decide(deed)
        elif is_hangul(composed):
            self._awaited = deed
            self._patience.start()

    def release(self) -> None:
        """Enter went up; when its press never came, the input method made a commit of it."""
        if self._swallowed:
            self._decide(self._swallowed)

    def forget_release(self) -> None:
        """Another key, a click, another field: the next release of Enter is not about the commit any more."""
        self._swallowed = None

    def leave(self) -> None:
        """The field lost the keyboard."""
        self._preedit = self._told = ""
        self._awaited = self._swallowed = None
        self._patience.stop()

    def _decide(self, deed: Deed) -> None:
        self._awaited = self._swallowed = None
        self._patience.stop()
        if self._has_decided:
            return
        self._has_decided = deed is Deed.SEND or bool(self._told)
        self._turn.start()
        self.decided.emit(deed)

    def _lose_patience(self) -> None:
        if self._awaited:
            self._decide(self._awaited)

    def _forget_turn(self) -> None:
        self._told = ""
        self._was_committed = self._has_decided = False
