"""What the page of presets says by itself: what went wrong, and that a preset of the program's is changed in a copy."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from app.domain.errors import MaruError
from app.domain.preset_errors import PresetDamaged, PresetError, PresetNotWritten
from app.ui.presets.deeds import show_file
from app.ui.presets.page import PresetsPage
from app.words.catalog import _
from app.words.failures import sentence

_TROUBLE: Final = "trouble"
_COPY: Final = "copy"
_FILE: Final = "file"
_BUILTIN: Final = "builtin"
_SAVING: Final = "saving"


class Telling(QObject):
    copy_wanted = Signal()

    def __init__(self, page: PresetsPage) -> None:
        super().__init__(page)
        self._page = page
        self._notices = page.notices
        self._errors: dict[str, MaruError] = {}
        self._notices.acted.connect(self._act)

    def tell(self, error: MaruError, *, cause: str = _TROUBLE) -> None:
        """One of the same cause goes."""
        self._errors[cause] = error
        is_ours = isinstance(error, PresetNotWritten) and error.why == "builtin"
        has_file = isinstance(error, PresetError) and bool(error.path) and not is_ours
        words = _("Open the file") if has_file else ""
        self._notices.show_notice(cause, sentence(error).text, label=words, remedy=_FILE if has_file else "")

    def tell_unsaved(self, error: MaruError) -> None:
        """What is only not right yet is said quietly: one is still writing."""
        if isinstance(error, PresetDamaged):
            self._page.show_unsaved(sentence(error).text)
        else:
            self.tell(error, cause=_SAVING)

    def tell_damaged(self, error: PresetError) -> None:
        """The file of the open preset: another program has written into it."""
        self.tell(error, cause=_SAVING)

    def offer_copy(self) -> None:
        self._notices.show_notice(
            _BUILTIN,
            _("This preset came with Maru and stays as it is. Change a copy of it."),
            label=_("Duplicate to edit"),
            remedy=_COPY,
        )

    def forget_saving(self) -> None:
        """All is in the file."""
        self._notices.withdraw(_SAVING)
        self._page.show_unsaved("")

    def forget_trouble(self) -> None:
        """It was of something else, or it is right now."""
        self._notices.withdraw(_TROUBLE)

    def forget(self) -> None:
        """Another preset is open."""
        for cause in (_BUILTIN, _SAVING):
            self._notices.withdraw(cause)

    def _act(self, cause: str, way: str) -> None:
        error = self._errors.get(cause)
        self._notices.withdraw(cause)
        if way == _COPY:
            self.copy_wanted.emit()
        elif way == _FILE and isinstance(error, PresetError):
            show_file(Path(error.path))
