"""The rarer parts of the editor, behind a fold: where a preset stands, second thought, form, sampling, limits."""

from dataclasses import fields, replace
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.domain.preset import OutputKind, Preset, PresetKind
from app.domain.sampling import Sampling, ranges
from app.ui.presets.fields import Amount, Lines
from app.ui.presets.section import Labelled, Section, Trouble
from app.ui.presets.words import escaped, kind_words, output_words, setting_words, unescaped
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.flow import Flow
from app.ui.widgets.setting_controls import Choice
from app.words.catalog import _
from app.words.preset_groups import GROUPS, group_words, language_words

_LANGUAGES: Final = ("en", "ko")
_MOST: Final = 1_000_000


class More(Section):
    def __init__(self) -> None:
        super().__init__()
        self._standing = _Standing()
        self._checklist = Lines(_("Checklist"), hint=_("One question a line: Is every number from the text?"), most=8)
        self._output = _Output()
        self._sampling = _Sampling()
        self._limits = _Limits()
        second = Labelled(
            _("Second thought"),
            self._checklist,
            remark=_("the model reviews its draft against this list and answers again; empty is off"),
        )
        self._parts: tuple[Section, ...] = (self._standing, self._output, self._sampling, self._limits)
        self._checklist.edited.connect(lambda text: self.put("checklist", _lines(text)))
        self.column.setSpacing(tokens.SPACE_4)
        for part in (self._standing, second, self._output, self._sampling, self._limits):
            self.column.addWidget(part)
        for section in self._parts:
            section.changed.connect(self.changed)

    def show_preset(self, preset: Preset) -> None:
        super().show_preset(preset)
        for part in self._parts:
            part.show_preset(preset)
        if _lines(self._checklist.text) != preset.checklist:
            self._checklist.show_text("\n".join(preset.checklist))

    def show_output_trouble(self, words: str, *, line: int = 0, column: int = 0) -> None:
        """What is wrong with the schema or the grammar, and where; both count from 1."""
        self._output.show_trouble(words, line=line, column=column)

    def dress(self, look: Look) -> None:
        super().dress(look)
        for part in self._parts:
            part.dress(look)


class _Standing(Section):
    """Its kind, its language, and where it stands in the list."""

    def __init__(self) -> None:
        super().__init__()
        self._kind = Choice()
        self._kind.addItems([kind_words(kind) for kind in PresetKind])
        self._language = Choice()
        self._language.addItems([language_words(code) for code in _LANGUAGES])
        self._group = Choice()
        self._group.setEditable(True)
        self._group.addItems([group_words(group) for group in GROUPS])
        row = QWidget()
        flow = Flow(row, gap=tokens.SPACE_4)
        for words, box in ((_("Kind"), self._kind), (_("Language"), self._language), (_("Group"), self._group)):
            box.setAccessibleName(words)
            flow.addWidget(Labelled(words, box))
        self.column.addWidget(row)
        self._kind.activated.connect(lambda at: self.put("kind", tuple(PresetKind)[at]))
        self._language.activated.connect(lambda at: self.put("language", _LANGUAGES[at]))
        self._group.activated.connect(lambda at: self.put("group", GROUPS[at]))
        self._group.editTextChanged.connect(lambda text: self.put("group", _group_of(text)))

    def show_preset(self, preset: Preset) -> None:
        super().show_preset(preset)
        self._kind.setCurrentIndex(tuple(PresetKind).index(preset.kind))
        self._language.setCurrentIndex(_LANGUAGES.index(preset.language) if preset.language in _LANGUAGES else -1)
        if _group_of(self._group.currentText()) != preset.group:
            self._group.setCurrentText(group_words(preset.group))

    def dress(self, look: Look) -> None:
        super().dress(look)
        self._kind.setFixedWidth(look.px(200))
        for box in (self._language, self._group):
            box.setFixedWidth(look.px(150))


class _Output(Section):
    def __init__(self) -> None:
        super().__init__()
        self._kind = Choice()
        self._kind.addItems([output_words(kind) for kind in OutputKind])
        self._kind.setAccessibleName(_("Form of the answer"))
        self._schema = Lines(_("JSON schema"), hint='{"type": "object"}', least=4, most=16)
        self._grammar = Lines(_("Grammar"), hint='root ::= "yes" | "no"', least=4, most=16)
        self._choices = Lines(_("Answers to choose from"), hint=_("One a line"), least=2, most=8)
        self._texts = {
            OutputKind.JSON_SCHEMA: self._schema,
            OutputKind.GBNF: self._grammar,
            OutputKind.CHOICES: self._choices,
        }
        self._trouble = Trouble()
        self._place = (0, 0)
        self.column.addWidget(Labelled(_("Form of the answer"), self._kind))
        for text in (*self._texts.values(), self._trouble):
            self.column.addWidget(text)
        self._kind.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._kind.activated.connect(lambda at: self._put(kind=tuple(OutputKind)[at]))
        self._schema.edited.connect(lambda text: self._put(json_schema=text))
        self._grammar.edited.connect(lambda text: self._put(grammar=text))
        self._choices.edited.connect(lambda text: self._put(choices=_lines(text)))

    def show_preset(self, preset: Preset) -> None:
        super().show_preset(preset)
        output = preset.output
        self._kind.setCurrentIndex(tuple(OutputKind).index(output.kind))
        self._schema.show_text(output.json_schema)
        self._grammar.show_text(output.grammar)
        if _lines(self._choices.text) != output.choices:
            self._choices.show_text("\n".join(output.choices))
        for kind, text in self._texts.items():
            text.setVisible(kind is output.kind)

    def show_trouble(self, words: str, *, line: int = 0, column: int = 0) -> None:
        self._trouble.tell(words)
        text = self._texts.get(self.preset.output.kind)
        if text:
            text.mark_place(line, column)

    def dress(self, look: Look) -> None:
        super().dress(look)
        for text in (self._schema, self._grammar):
            text.write_code(look)

    def _put(self, **changes: Any) -> None:  # noqa: ANN401 - fields of OutputFormat
        self.put("output", replace(self.preset.output, **changes))


class _Sampling(Section):
    """Every number of the sampler; an empty field is as usual."""

    _FIRST: Final = ("temperature", "top_k", "top_p", "min_p", "repeat_penalty")

    def __init__(self) -> None:
        super().__init__()
        usual = {item.name: item.default for item in fields(Sampling)}
        known = {name: (low, high, meaning) for name, low, high, meaning in ranges()}
        self._amounts: dict[str, Amount] = {}
        row = QWidget()
        flow = Flow(row, gap=tokens.SPACE_3)
        for name in (*self._FIRST, *(one for one in known if one not in self._FIRST)):
            low, high, meaning = known[name]
            words = setting_words(name)
            is_whole = isinstance(usual[name], int)
            amount = Amount(words, low=low, high=high, is_whole=is_whole, usual=f"{usual[name]:g}")
            amount.setToolTip(_(meaning))
            amount.setAccessibleDescription(_(meaning))
            amount.edited.connect(partial(self._put_amount, name))
            self._amounts[name] = amount
            flow.addWidget(Labelled(words, amount))
        title = QLabel(_("Sampling: what differs from the usual"))
        title.setObjectName("muted")
        self.column.addWidget(title)
        self.column.addWidget(row)

    def show_preset(self, preset: Preset) -> None:
        super().show_preset(preset)
        for name, amount in self._amounts.items():
            amount.show_amount(preset.sampling.get(name))

    def dress(self, look: Look) -> None:
        super().dress(look)
        for amount in self._amounts.values():
            amount.setFixedWidth(look.px(132))

    def _put_amount(self, name: str, value: float | None) -> None:
        sampling = {**self.preset.sampling, name: value}
        self.put("sampling", {key: one for key, one in sampling.items() if one is not None})


class _Limits(Section):
    def __init__(self) -> None:
        super().__init__()
        self._stop = Lines(_("Stop strings"), hint=_("One a line; \\n is a new line"), most=5)
        unlimited = _("no limit")
        self._most = Amount(_("Longest answer in tokens"), low=0, high=_MOST, is_whole=True, usual=unlimited)
        self._context = Amount(
            _("Preferred context in tokens"), low=0, high=_MOST * 10, is_whole=True, usual=_("as the model is set")
        )
        row = QWidget()
        flow = Flow(row, gap=tokens.SPACE_4)
        flow.addWidget(Labelled(_("Longest answer in tokens"), self._most))
        flow.addWidget(Labelled(_("Preferred context in tokens"), self._context))
        self.column.addWidget(Labelled(_("Stop strings"), self._stop, remark=_("the answer ends before them")))
        self.column.addWidget(row)
        self._stop.edited.connect(lambda text: self.put("stop", tuple(map(unescaped, _lines(text, strip=False)))))
        self._most.edited.connect(lambda amount: self.put("max_tokens", int(amount or 0)))
        self._context.edited.connect(lambda amount: self.put("context", int(amount or 0)))

    def show_preset(self, preset: Preset) -> None:
        super().show_preset(preset)
        if tuple(map(unescaped, _lines(self._stop.text, strip=False))) != preset.stop:
            self._stop.show_text("\n".join(map(escaped, preset.stop)))
        self._most.show_amount(float(preset.max_tokens) if preset.max_tokens else None)
        self._context.show_amount(float(preset.context) if preset.context else None)


def _lines(text: str, *, strip: bool = True) -> tuple[str, ...]:
    return tuple(line.strip() if strip else line for line in text.split("\n") if line.strip())


def _group_of(words: str) -> str:
    """A known group by its words; any other word is a group of the person's own."""
    return next((group for group in GROUPS if group_words(group) == words), words.strip())
