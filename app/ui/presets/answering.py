"""The part of the editor for how an answer comes about: reasoning, the rule for the final answer, and the vote."""

from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.domain.answers.rules import Found
from app.domain.preset import AnswerRule, AnswerType, Preset, ReasoningStyle, RuleKind
from app.ui.presets.fields import Amount, Line, Lines
from app.ui.presets.section import Labelled, Section, Trouble
from app.ui.presets.words import answer_type_words, reasoning_words, rule_words
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.flow import Flow
from app.ui.widgets.setting_controls import Choice
from app.words.catalog import _, n_
from app.words.numbers import count

_SAMPLES: Final = (1, 3, 5, 8, 16, 32, 64)
_WIDE: Final = 168


class Answering(Section):
    """Three choices in a row; what a choice needs to know stands below them."""

    tested = Signal(object, str)
    """An AnswerRule, and the text that it is tried on."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: tuple[int, ...] = _SAMPLES
        self._reasoning = Choice()
        self._rule = Choice()
        self._samples = Choice()
        self._hint = QLabel()
        self._detail = _RuleDetail()
        self._temperature = Amount(_("Temperature of the samples"), low=0, high=5, usual="0.7")
        self._row = QWidget()
        self._build()
        self._connect()

    def show_preset(self, preset: Preset) -> None:
        super().show_preset(preset)
        self._reasoning.setCurrentIndex(tuple(ReasoningStyle).index(preset.reasoning))
        self._rule.setCurrentIndex(tuple(RuleKind).index(preset.rule.kind))
        self._show_samples(preset.self_consistency.samples)
        self._temperature.show_amount(preset.self_consistency.temperature)
        self._temperature_part.setVisible(preset.self_consistency.samples > 1)
        self._detail.show_rule(preset.rule, has_examples=bool(preset.examples))
        self._hint.setText(self._advice(preset))
        self._hint.setVisible(bool(self._hint.text()))

    def show_found(self, found: Found | None, *, trouble: str = "") -> None:
        """What the rule finds in the text that it is tried on."""
        self._detail.show_found(found, trouble=trouble)

    def dress(self, look: Look) -> None:
        super().dress(look)
        for box in (self._reasoning, self._rule, self._samples):
            box.setFixedWidth(look.px(_WIDE))
        self._temperature.setFixedWidth(look.px(_WIDE))
        self._detail.dress(look)

    def _show_samples(self, samples: int) -> None:
        if samples not in self._counts:
            self._counts = tuple(sorted({*_SAMPLES, samples}))
        if self._samples.count() != len(self._counts):
            self._samples.clear()
            words = [n_("{count} sample", "{count} samples", one).format(count=count(one)) for one in self._counts]
            self._samples.addItems([_("one answer"), *words[1:]])
        self._samples.setCurrentIndex(self._counts.index(samples))

    def _build(self) -> None:
        self._reasoning.addItems([reasoning_words(style) for style in ReasoningStyle])
        self._rule.addItems([rule_words(rule) for rule in RuleKind])
        row = Flow(self._row, gap=tokens.SPACE_4)
        for words, box in (
            (_("Reasoning"), self._reasoning),
            (_("Final answer"), self._rule),
            (_("Self-consistency"), self._samples),
        ):
            box.setAccessibleName(words)
            row.addWidget(Labelled(words, box))
        self._temperature_part = Labelled(_("Temperature of the samples"), self._temperature)
        row.addWidget(self._temperature_part)
        self._hint.setObjectName("small")
        self._hint.setWordWrap(True)
        for part in (self._row, self._hint, self._detail):
            self.column.addWidget(part)

    def _connect(self) -> None:
        self._reasoning.activated.connect(lambda at: self.put("reasoning", tuple(ReasoningStyle)[at]))
        self._rule.activated.connect(lambda at: self._put_rule(kind=tuple(RuleKind)[at]))
        self._samples.activated.connect(lambda at: self._put_votes(samples=self._counts[at]))
        self._temperature.edited.connect(lambda amount: self._put_votes(temperature=0.7 if amount is None else amount))
        self._detail.changed.connect(self._put_rule_of)
        self._detail.tested.connect(lambda text: self.tested.emit(self.preset.rule, text))

    def _put_rule_of(self, field: str, value: object) -> None:
        self._put_rule(**{field: value})

    def _put_rule(self, **changes: Any) -> None:  # noqa: ANN401 - fields of AnswerRule
        self.put("rule", replace(self.preset.rule, **changes))

    def _put_votes(self, **changes: Any) -> None:  # noqa: ANN401 - fields of SelfConsistency
        self.put("self_consistency", replace(self.preset.self_consistency, **changes))

    def _advice(self, preset: Preset) -> str:
        """Of choices that do not go together."""
        has_steps = any(example.reasoning for example in preset.active_examples)
        if preset.reasoning is ReasoningStyle.WORKED_EXAMPLES and not has_steps:
            return _("No example has reasoning yet: there is nothing to show the model.")
        if preset.self_consistency.samples > 1 and preset.self_consistency.temperature == 0:
            return _("With a temperature of 0 all answers are the same: there is nothing to vote on.")
        return ""


class _RuleDetail(QWidget):
    """What the chosen rule needs, and a text to try it on."""

    changed = Signal(str, object)
    """A field of AnswerRule and its new value."""
    tested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._pattern = Line(_("Pattern"), hint="(?i)the answer is (?P<answer>.+?)\\.")
        self._path = Line(_("Place in the JSON"), hint="$.answer")
        self._phrase = Line(_("How examples word their answer"), hint="{{answer}}")
        self._type = Choice()
        self._sample = Lines(_("A text to try the rule on"), hint=_("Put an answer of the model here"), most=5)
        self._found = QLabel()
        self._trouble = Trouble()
        self._parts = {
            "pattern": Labelled(
                _("Pattern"), self._pattern, remark=_("a regular expression; its group “answer” counts")
            ),
            "path": Labelled(_("Place in the JSON"), self._path, remark=_("a JSONPath")),
            "type": Labelled(_("Answers are"), self._type),
            "phrase": Labelled(_("How examples word their answer"), self._phrase),
            "sample": Labelled(_("Try the rule"), self._sample),
        }
        self._type.addItems([answer_type_words(kind) for kind in AnswerType])
        self._type.setAccessibleName(_("Answers are"))
        self._found.setObjectName("small")
        self._found.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_4, 0, 0, 0)
        column.setSpacing(tokens.SPACE_2)
        for part in (*self._parts.values(), self._found, self._trouble):
            column.addWidget(part)
        for name, field in (("pattern", self._pattern), ("path", self._path), ("phrase", self._phrase)):
            field.edited.connect(partial(self.changed.emit, name))
        self._type.activated.connect(lambda at: self.changed.emit("type", tuple(AnswerType)[at]))
        self._sample.edited.connect(self.tested)

    def dress(self, look: Look) -> None:
        self._type.setMaximumWidth(look.px(_WIDE + tokens.SPACE_6))

    def show_rule(self, rule: AnswerRule, *, has_examples: bool) -> None:
        self.setVisible(rule.kind is not RuleKind.NONE or has_examples)
        self._pattern.show_text(rule.pattern)
        self._path.show_text(rule.path)
        self._phrase.show_text(rule.phrase)
        self._type.setCurrentIndex(tuple(AnswerType).index(rule.type))
        self._parts["pattern"].setVisible(rule.kind is RuleKind.PATTERN)
        self._parts["path"].setVisible(rule.kind is RuleKind.JSON_PATH)
        self._parts["phrase"].setVisible(has_examples)
        for name in ("type", "sample"):
            self._parts[name].setVisible(rule.kind is not RuleKind.NONE)
        if rule.kind is RuleKind.NONE:
            self.show_found(None)

    def show_found(self, found: Found | None, *, trouble: str = "") -> None:
        has_text = bool(self._sample.text.strip()) and self._parts["sample"].isVisibleTo(self)
        words = _("Found: {answer}").format(answer=found.answer) if found else _("Nothing is found in this text.")
        self._found.setText(words)
        self._found.setVisible(has_text and not trouble)
        self._trouble.tell(trouble)
