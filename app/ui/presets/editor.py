"""The middle of the page: every field of a preset, the simple ones first, the rarer ones behind a fold."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.preset import Preset
from app.ui.presets.answering import Answering
from app.ui.presets.costs import Costs
from app.ui.presets.examples import Examples
from app.ui.presets.more import More
from app.ui.presets.section import Fold, Section
from app.ui.presets.texts import Texts
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Shelf
from app.words.catalog import _


class PresetEditor(Shelf):
    changed = Signal(object, str)
    """The Preset as it is now, and the name of the field that a person has changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preset = Preset("")
        self.texts = Texts()
        self.examples = Examples()
        self.answering = Answering()
        self.more = More()
        self.fold = Fold(_("More: group, second thought, form, sampling, limits"), self.more)
        self._sections: tuple[Section, ...] = (self.texts, self.examples, self.answering, self.more)
        self.setAccessibleName(_("Preset"))
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setSpacing(tokens.SPACE_4)
        for part in (self.texts, self.examples, self.answering, self.fold):
            self._column.addWidget(part)
        self._column.addStretch(1)  # alone: no section takes more than it needs
        self.setWidget(inside)
        for section in self._sections:
            section.changed.connect(self._take)

    def show_preset(self, preset: Preset) -> None:
        """Where a field says so already, whoever writes in it is not disturbed."""
        self._preset = preset
        for section in self._sections:
            section.show_preset(preset)

    def begin(self) -> None:
        """Another preset is to be shown: from its top, and nothing of it is chosen."""
        self.examples.forget()
        self.show_costs(Costs())
        self.verticalScrollBar().setValue(0)

    def show_costs(self, costs: Costs) -> None:
        self.texts.show_costs(costs)
        self.examples.show_costs(costs)

    def dress(self, look: Look) -> None:
        for section in self._sections:
            section.dress(look)
        self.fold.dress(look)

    def set_edge(self, edge: int) -> None:
        """Px at both sides."""
        self._column.setContentsMargins(edge, tokens.SPACE_2, edge, tokens.SPACE_5)

    def _take(self, field: str, value: object) -> None:
        self.changed.emit(with_field(self._preset, field, value), field)


def with_field(preset: Preset, field: str, value: object) -> Preset:
    """The same, but for this field."""
    return Preset(**{**vars(preset), field: value})
