"""One model on this computer: what can be done with it, what it says of itself, and how it is loaded."""

from enum import Enum, auto

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QLabel, QVBoxLayout, QWidget

from app.ui.models.about import AboutView
from app.ui.models.card_pane import CardPane
from app.ui.models.keys import KeysView
from app.ui.models.memory_bar import MemoryBar
from app.ui.models.own_settings import OwnSettings
from app.ui.models.turning import Turning
from app.ui.models.values import Facts, ModelPage
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.chips import ChipLabel
from app.ui.widgets.controls import Button, YieldingButton
from app.ui.widgets.flow import Flow
from app.words.catalog import _


class ModelWish(Enum):
    """What can be done with a model."""

    TALK = auto()
    SHOW_FOLDER = auto()
    QUANTIZE = auto()
    DELETE = auto()


class ModelPane(CardPane):
    wished = Signal(object)
    """A ModelWish, for the model that is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("The model"), parent)
        self._look = Look()
        self._name = QLabel()
        self._name.setObjectName("large")
        self._remark = QLabel()
        self._remark.setObjectName("small")
        self._blocked = QLabel()
        self._blocked.setObjectName("small")
        for label in (self._name, self._remark, self._blocked):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._chips = QWidget()
        self._chip_row = Flow(self._chips, gap=tokens.SPACE_1 + 2)
        self._buttons = _buttons()
        self._memory = MemoryBar()
        self.about = AboutView()
        self.own = OwnSettings()
        self.keys = KeysView()
        self._parts = Turning()
        self._tabs = {
            self.about: _tab(_("About")),
            self.own: _tab(_("Settings of this model")),
            self.keys: _tab(_("Every key")),
        }
        self._build()

    def show_model(self, page: ModelPage) -> None:
        self._name.setText(page.name)
        self._remark.setText(page.remark)
        self._blocked.setText(page.blocked)
        self._blocked.setVisible(bool(page.blocked))
        while item := self._chip_row.takeAt(0):
            if widget := item.widget():
                widget.setParent(None)
                widget.deleteLater()
        for chip in page.chips:
            label = ChipLabel(chip)
            label.dress(self._look)
            self._chip_row.addWidget(label)
        self._chips.setVisible(bool(page.chips))
        self._buttons[ModelWish.TALK].setVisible(page.can_talk)
        self._buttons[ModelWish.QUANTIZE].setVisible(page.can_quantize)
        self._buttons[ModelWish.DELETE].setVisible(not page.blocked)
        self._tabs[self.own].setVisible(page.has_settings)
        if not page.has_settings and self._tabs[self.own].isChecked():
            self.turn_to(self.about)
        self._memory.show_memory(page.memory)
        self.turn_to_page()

    def show_facts(self, facts: Facts) -> None:
        self.about.show_facts(facts)
        self.keys.show_keys(facts.keys)

    def turn_to(self, part: QWidget) -> None:
        """To one of about, own and keys."""
        self._tabs[part].setChecked(True)
        self._parts.turn_to(part)

    def dress(self, look: Look) -> None:
        super().dress(look)
        self._look = look
        for part in (self._memory, self.about, self.own, self.keys):
            part.dress(look)
        for label in self._chips.findChildren(ChipLabel):
            label.dress(look)

    def _build(self) -> None:
        deeds, turns = self._made_deeds(), self._made_turns()
        column = QVBoxLayout(self.page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_1)
        for part in (self._name, self._remark, self._chips):
            column.addWidget(part)
        column.addSpacing(tokens.SPACE_2)
        column.addWidget(deeds)
        column.addWidget(self._blocked)
        column.addSpacing(tokens.SPACE_3)
        column.addWidget(self._memory)
        column.addSpacing(tokens.SPACE_3)
        column.addWidget(turns)
        column.addSpacing(tokens.SPACE_2)
        column.addWidget(self._parts)
        column.addStretch()
        self.lay_out()

    def _made_deeds(self) -> QWidget:
        deeds = QWidget()
        row = Flow(deeds, gap=tokens.SPACE_2)
        for wish, button in self._buttons.items():
            button.clicked.connect(lambda _checked, wish=wish: self.wished.emit(wish))
            row.addWidget(button)
        return deeds

    def _made_turns(self) -> QWidget:
        turns = QWidget()
        line = Flow(turns, gap=tokens.SPACE_2)
        group = QButtonGroup(self)
        for part, tab in self._tabs.items():
            self._parts.add_page(part)
            group.addButton(tab)
            tab.clicked.connect(lambda _checked, part=part: self.turn_to(part))
            line.addWidget(tab)
        self.turn_to(self.about)
        return turns


def _buttons() -> dict[ModelWish, Button]:
    return {
        ModelWish.TALK: Button(_("Talk to it"), kind="primary"),
        ModelWish.SHOW_FOLDER: Button(_("Show the folder")),
        ModelWish.QUANTIZE: Button(_("Quantize…")),
        ModelWish.DELETE: Button(_("Move to the bin")),
    }


def _tab(words: str) -> Button:
    button = YieldingButton(words, kind="tab")
    button.setCheckable(True)
    return button
