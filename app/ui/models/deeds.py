"""The one button beside a model: it downloads, pauses, goes on, or begins to talk."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.models.values import Deed
from app.ui.widgets.controls import Button
from app.words.catalog import _


class DeedButton(Button):
    wished = Signal(object)
    """The Deed that it stands for now."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._name = name
        self._deed = Deed.NONE
        self.clicked.connect(lambda: self.wished.emit(self._deed))

    def show_deed(self, deed: Deed, *, is_first: bool = False) -> None:
        """is_first: this is what most people want here."""
        self._deed = deed
        words = words_of(deed)
        self.setVisible(bool(words))
        self.setText(words)
        self.setAccessibleName(_("{deed}: {name}").format(deed=words, name=self._name))
        is_primary = deed is Deed.TALK or (is_first and deed in {Deed.DOWNLOAD, Deed.RESUME})
        kind = "primary" if is_primary else ""
        if self.property("kind") != kind:
            self.setProperty("kind", kind)
            self.style().unpolish(self)
            self.style().polish(self)


def words_of(deed: Deed) -> str:
    return {
        Deed.DOWNLOAD: _("Download"),
        Deed.PAUSE: _("Pause"),
        Deed.RESUME: _("Resume"),
        Deed.RETRY: _("Try again"),
        Deed.TALK: _("Talk to it"),
        Deed.NONE: "",
    }[deed]
