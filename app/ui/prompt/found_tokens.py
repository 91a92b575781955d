"""The find bar of a view of tokens: opens with Ctrl+F, marks what is found, and goes from place to place."""

from bisect import bisect_left, bisect_right

from PySide6.QtWidgets import QWidget

from app.ui.prompt.token_finder import find
from app.ui.prompt.tokens_view import TokensView
from app.ui.widgets.find_bar import FindBar
from app.words.catalog import _
from app.words.numbers import count


class FoundTokens(FindBar):
    def __init__(self, view: TokensView, parent: QWidget | None = None) -> None:
        super().__init__(parent, asking=_("Find in these tokens"))
        self._view = view
        self._text = ""
        self._places: list[range] = []
        view.find_wanted.connect(self.start)
        self.wanted.connect(self._find)
        self.ended.connect(self._end)

    def renew(self) -> None:
        """Other tokens are shown."""
        if self.isVisible():
            self._look_through(self._text)
            self._show_count("")

    def _find(self, text: str, forward: bool) -> None:  # noqa: FBT001 - a signal's argument
        is_new = text != self._text
        if is_new:
            self._look_through(text)
        starts = [place.start for place in self._places]
        if not starts:
            self._show_count("")
            return
        before = bisect_left(starts, self._view.current)
        after = before if is_new else bisect_right(starts, self._view.current)
        at = (after if forward else before - 1) % len(starts)
        self._view.move_to(starts[at])
        self._show_count(_("{number} of {count}").format(number=count(at + 1), count=count(len(starts))))

    def _look_through(self, text: str) -> None:
        self._text = text
        self._places = find(self._view.shown, text)
        self._view.show_found(frozenset(token for place in self._places for token in place))

    def _show_count(self, words: str) -> None:
        self.show_words(words if self._places else _("not found"))

    def _end(self) -> None:
        self._text, self._places = "", []
        self._view.show_found(frozenset())
        self._view.setFocus()
