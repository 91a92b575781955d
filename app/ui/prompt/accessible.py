"""The tokens as a screen reader hears them: a list with one item for each."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtGui import QAccessible

from app.ui.prompt.shown_token import ShownToken
from app.ui.prompt.token_words import token_name, token_words
from app.ui.widgets.painted_list import ItemInterface, ListInterface, PaintedItems


class ShownTokens(PaintedItems, Protocol):
    @property
    def shown(self) -> Sequence[ShownToken]: ...


class TokenInterface(ItemInterface[ShownTokens]):
    def text(self, kind: QAccessible.Text) -> str:
        if not self.isValid():
            return ""
        token = self.view.shown[self.index]
        if kind is QAccessible.Text.Name:
            return token_name(token)
        words = token_words(token, self.index, len(self.view.shown))
        return ". ".join(words) if kind is QAccessible.Text.Description else ""


class TokensInterface(ListInterface[ShownTokens]):
    def make_item(self, index: int) -> TokenInterface:
        return TokenInterface(self.widget, self.view, index)

    def text(self, kind: QAccessible.Text) -> str:
        if kind is QAccessible.Text.Name:
            return self.widget.accessibleName()
        return self.widget.accessibleDescription() if kind is QAccessible.Text.Description else ""
