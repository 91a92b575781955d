"""The models on this computer, as a list that drops down from the pill: search it, choose one, add more."""

from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.picker import Picker
from app.words.catalog import _

_WIDTH: Final = 400
_ROW: Final = 50
_EDGE: Final = 6
_MOST_ROWS: Final = 7


class ModelPicker(Picker):
    """An item's key is the path of its file; its remark is its size, quantization and the like."""

    folder_wanted = Signal()
    file_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, name=_("Models on this computer"), search=_("Search models"), row=_ROW, edge=_EDGE)
        foot = QHBoxLayout()
        foot.setSpacing(tokens.SPACE_2)
        foot.addWidget(self.way_out(_("Add a folder…"), self.folder_wanted, icon="folder"), 1)
        foot.addWidget(self.way_out(_("Open a file…"), self.file_wanted, icon="file"), 1)
        self.column.addLayout(foot)
        page = self.way_out(_("Find and look after models…"), self.page_wanted, kind="link", icon="models")
        self.column.addWidget(page)

    @property
    def nothing(self) -> str:
        no_models = _("No model is on this computer yet. Open a GGUF file, or add the folder where yours are.")
        return _("No model is called that.") if self.list.count() else no_models

    @property
    def most_height(self) -> int:
        return self.look.px(_ROW) * _MOST_ROWS

    def drop_down(self, below: QWidget) -> None:
        """Open under this widget, right-aligned with it, inside the window."""
        self.search.clear()
        self.adjustSize()
        corner = below.mapToGlobal(QPoint(below.width() - self.width(), below.height() + tokens.SPACE_1))
        window = below.window().mapToGlobal(QPoint(tokens.SPACE_1, 0))
        self.move(max(corner.x(), window.x()), corner.y())
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def dress(self, look: Look) -> None:
        self.setFixedWidth(look.px(_WIDTH))
        super().dress(look)
