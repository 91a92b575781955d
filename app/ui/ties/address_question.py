"""Asks before an address is opened: a link goes where an answer says, not where the person meant to go."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from app.words.catalog import _


def ask_to_open(window: QWidget, target: str) -> None:
    """The whole address is shown first."""
    question = QMessageBox(window)
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    question.setText(_("Open this address in the browser?"))
    question.setInformativeText(target)
    question.setTextFormat(Qt.TextFormat.PlainText)
    opens = question.addButton(_("Open"), QMessageBox.ButtonRole.AcceptRole)
    question.addButton(QMessageBox.StandardButton.Cancel)
    opens.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(target)))
    question.open()
