"""Keeps Tab in the order of reading: Qt puts what is made later behind everything else in the window."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def follow(anchor: QWidget, roots: Iterable[QWidget]) -> None:
    """Behind the anchor come these, each with all that is inside of it, in the order in which that was added.

    Qt's own chain is not walked: the binding takes the widget that nextInFocusChain gives for a child of the one that
    was asked, and with that one's end for deleted.
    """
    policy = anchor.focusPolicy()
    anchor.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Qt puts nothing behind a widget at which Tab does not halt
    before = anchor
    for root in roots:
        inside = [widget for widget in root.findChildren(QWidget) if root.isAncestorOf(widget)]  # not in its popups
        for widget in filter(_is_stop, (root, *inside)):
            QWidget.setTabOrder(before, widget)
            before = widget
    anchor.setFocusPolicy(policy)


def _is_stop(widget: QWidget) -> bool:
    """Whether Tab can halt there, and nothing else has the keyboard for it."""
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not widget.focusProxy()
