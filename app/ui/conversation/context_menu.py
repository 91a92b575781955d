"""The menu of a message: everything that can be done with it, in words."""

from collections.abc import Collection
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.conversation.action_bar import Action
from app.ui.conversation.row import Row, RowRole
from app.ui.conversation.segment import ContinueAnswer, CopyText, OpenLink, Spot
from app.ui.widgets.controls import as_it_is
from app.words.catalog import _

_LONGEST_ADDRESS: Final = 60


class MessageMenu(QMenu):
    """Made for one row (or none) and the places in it that do something."""

    chosen = Signal(Action)
    activated = Signal(object)
    """A spot."""
    address_wanted = Signal(str)
    copy_wanted = Signal()
    all_wanted = Signal()

    def __init__(
        self,
        parent: QWidget,
        row: Row | None,
        *,
        spots: list[Spot],
        actions: Collection[Action],
        is_busy: bool,
        has_selection: bool,
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        if has_selection:
            self.addAction(_("Copy the selection"), self.copy_wanted.emit)
        if row and row.role is not RowRole.NOTICE:
            self.addAction(_("Copy the message"), lambda: self.chosen.emit(Action.COPY))
        for spot in spots:
            self._add_spot(spot)
        if row and row.role in {RowRole.USER, RowRole.ASSISTANT}:
            self._add_actions(row, is_busy=is_busy)
        self.addSeparator()
        self.addAction(_("Select all"), self.all_wanted.emit)

    def _add_actions(self, row: Row, *, is_busy: bool) -> None:
        """While an answer grows nothing can be made anew, but what was sent can be read."""
        is_answer = row.role is RowRole.ASSISTANT
        self.addSeparator()
        if not is_busy:
            if is_answer:
                self._add(_("Regenerate"), Action.REGENERATE)
            self._add(_("Edit"), Action.EDIT)
            self.addSeparator()
        self._add(_("Exact prompt"), Action.PROMPT)
        if is_answer and row.text and not is_busy:
            self._add(_("Token probabilities"), Action.SCORE)
            self._add(_("Compare…"), Action.COMPARE)
            self._add(_("Save as example"), Action.EXAMPLE)

    def _add(self, words: str, action: Action) -> None:
        if action in self._actions:
            self.addAction(words, lambda: self.chosen.emit(action))

    def _add_spot(self, spot: Spot) -> None:
        if isinstance(spot.deed, OpenLink):
            target = spot.deed.target
            self.addAction(
                _("Open {address}").format(address=as_it_is(_short(target))), lambda: self.activated.emit(spot)
            )
            self.addAction(_("Copy the address"), lambda: self.address_wanted.emit(target))
        elif isinstance(spot.deed, CopyText | ContinueAnswer):
            self.addAction(spot.name, lambda: self.activated.emit(spot))


def _short(address: str) -> str:
    return address if len(address) <= _LONGEST_ADDRESS else address[: _LONGEST_ADDRESS - 1] + "…"
