"""Keeps Tab in the order of reading: Qt puts what is made later behind everything else in the window."""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def follow(anchor: QWidget, roots: Iterable[QWidget]) -> None:
    """Behind the anchor come these, each with all that is inside of it, in the order in which that was made."""
    before = anchor
    for root in roots:
        for widget in tuple(_inside(root)):
            QWidget.setTabOrder(before, widget)
            before = widget


def lead(anchor: QWidget, root: QWidget) -> None:
    """Before the anchor comes this, with all that is inside of it."""
    before = anchor.previousInFocusChain()
    while before and (not _is_stop(before) or root.isAncestorOf(before)):
        before = before.previousInFocusChain()
    if before:
        follow(before, (root,))


def _is_stop(widget: QWidget) -> bool:
    """Whether Tab can halt there, and nothing else has the keyboard for it."""
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not widget.focusProxy()


def _inside(root: QWidget) -> Iterator[QWidget]:
    widget = root
    while True:
        is_inside = widget is root or root.isAncestorOf(widget)
        if is_inside and _is_stop(widget):
            yield widget
        following = widget.nextInFocusChain()
        if following is None or following is root:
            return
        widget = following
