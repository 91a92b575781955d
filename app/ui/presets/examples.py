"""The part of the editor for examples: the table, what is done with it, and the texts of the one that is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.domain.preset import Example, ExampleForm, Preset
from app.ui.presets.costs import Costs
from app.ui.presets.examples_model import ExamplesModel
from app.ui.presets.examples_table import ExamplesTable
from app.ui.presets.fields import Lines
from app.ui.presets.section import Labelled, Section
from app.ui.presets.words import form_words
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import ElidedLabel, IconButton, YieldingButton
from app.ui.widgets.flow import Flow
from app.ui.widgets.setting_controls import Choice
from app.words.catalog import _
from app.words.numbers import count
from app.words.numbers import tokens as in_tokens


class Examples(Section):
    import_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._costs = Costs()
        self.model = ExamplesModel(self)
        self.table = ExamplesTable(self.model)
        self._title = QLabel(_("Examples"))
        self._title.setObjectName("muted")
        self._remark = ElidedLabel()
        self._remark.setObjectName("small")
        self._form = Choice()
        self._nothing = QLabel(
            _("Examples teach a pattern without training: a question, how it is solved, and the answer.")
        )
        self._deeds = QWidget()
        self._up = IconButton("chevron-up", _("Move the example up (Alt+↑)"))
        self._down = IconButton("chevron-down", _("Move the example down (Alt+↓)"))
        self._remove = IconButton("bin", _("Remove the example (Del)"))
        self._one = _OneExample()
        self._one.hide()
        self._build()
        self._connect()

    def show_preset(self, preset: Preset) -> None:
        before = self.preset
        super().show_preset(preset)
        if preset.examples is not before.examples:
            row = self.table.currentIndex().row()
            self.model.show_examples(preset.examples)
            self._choose(min(row, len(preset.examples) - 1))
            self._show_one()
        self._form.setCurrentIndex(tuple(ExampleForm).index(preset.example_form))
        has_any = bool(preset.examples)
        for part in (self.table, self._form, self._up, self._down, self._remove):
            part.setVisible(has_any)
        self._nothing.setVisible(not has_any)
        self._show_remark()

    def show_costs(self, costs: Costs) -> None:
        self._costs = costs
        self.model.show_tokens(costs.each)
        self._show_remark()

    def forget(self) -> None:
        """Look at none of them: another preset is shown."""
        self._choose(-1)

    def add(self, examples: Sequence[Example]) -> None:
        """At the end, the first of them chosen."""
        self.model.add(examples)

    def dress(self, look: Look) -> None:
        super().dress(look)
        self.table.dress(look)
        for button in (self._up, self._down, self._remove):
            button.dress(look)

    def _take(self, examples: tuple[Example, ...], row: int) -> None:
        self.model.show_examples(examples)
        self._choose(row)
        self.put("examples", examples)

    def _choose(self, row: int) -> None:
        """None of them, where the row is negative."""
        if row != self.table.currentIndex().row():
            self.table.setCurrentIndex(self.model.index(row, 1))
        self.table.fit()

    def _show_one(self) -> None:
        row = self.table.currentIndex().row()
        examples = self.model.examples
        self._one.setVisible(0 <= row < len(examples))
        if 0 <= row < len(examples):
            self._one.show_example(examples[row])

    def _rewrite(self, field: str, text: str) -> None:
        row = self.table.currentIndex().row()
        if 0 <= row < len(self.model.examples):
            self.model.rewrite(row, field, text)

    def _write(self, _row: int) -> None:
        self._one.take_focus()

    def _add(self) -> None:
        self.add([Example("", "")])
        self._one.take_focus()

    def _show_remark(self) -> None:
        examples = self.preset.examples
        if not examples:
            self._remark.clear()
            return
        words = _("{on} of {all} on").format(on=count(len(self.preset.active_examples)), all=count(len(examples)))
        costs = in_tokens(self._costs.examples) if self._costs.examples else ""
        self._remark.setText(" · ".join(filter(None, ("", words, costs))).strip())

    def _build(self) -> None:
        self._form.addItems([form_words(form) for form in ExampleForm])
        self._form.setAccessibleName(_("How examples are sent"))
        self._nothing.setObjectName("small")
        self._nothing.setWordWrap(True)
        top = QHBoxLayout()
        top.setSpacing(tokens.SPACE_1)
        top.addWidget(self._title)
        top.addWidget(self._remark, 1)
        top.addWidget(self._form)
        self._add_button = YieldingButton(_("Add an example"), icon="plus")
        self._import_button = YieldingButton(_("Import CSV or JSONL…"))
        row = Flow(self._deeds, gap=tokens.SPACE_2)
        for button in (self._add_button, self._import_button, self._up, self._down, self._remove):
            row.addWidget(button)
        self.column.addLayout(top)
        for part in (self._nothing, self.table, self._one, self._deeds):
            self.column.addWidget(part)
        self.table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _connect(self) -> None:
        self.model.wanted.connect(self._take)
        self.table.selectionModel().currentRowChanged.connect(self._show_one)
        self.table.opened.connect(self._write)
        self.table.removed.connect(self.model.remove)
        self._one.rewritten.connect(self._rewrite)
        self._form.activated.connect(lambda at: self.put("example_form", tuple(ExampleForm)[at]))
        self._add_button.clicked.connect(self._add)
        self._import_button.clicked.connect(self.import_wanted)
        self._up.clicked.connect(lambda: self._move(-1))
        self._down.clicked.connect(lambda: self._move(1))
        self._remove.clicked.connect(lambda: self.model.remove(self.table.currentIndex().row()))

    def _move(self, step: int) -> None:
        row = self.table.currentIndex().row()
        self.model.move(row, row + step)


class _OneExample(QWidget):
    """The texts of the chosen example, in full."""

    rewritten = Signal(str, str)
    """The name of a field of Example, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self._fields = {
            "question": Lines(_("Question of the example"), most=6),
            "reasoning": Lines(_("Reasoning of the example"), hint=_("How it is solved, if that helps"), most=6),
            "answer": Lines(_("Answer of the example"), most=4),
        }
        words = (_("Question"), _("Reasoning"), _("Answer"))
        section = Section()
        for (name, field), said in zip(self._fields.items(), words, strict=True):
            field.edited.connect(lambda text, name=name: self.rewritten.emit(name, text))
            section.column.addWidget(Labelled(said, field))
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.SPACE_4, 0, 0, 0)
        row.addWidget(section)

    def show_example(self, example: Example) -> None:
        for name, field in self._fields.items():
            field.show_text(getattr(example, name))

    def take_focus(self) -> None:
        self._fields["question"].setFocus(Qt.FocusReason.ShortcutFocusReason)
