"""Tells in the editor what cannot work: a pattern, a schema, a grammar. Looked at off the window's thread."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer

from app.domain.answers.rules import Found, check_rule, extract
from app.domain.errors import MaruError
from app.domain.preset import AnswerRule, OutputFormat, Preset
from app.domain.structured.output import check_output
from app.ui.behind.background import Background
from app.ui.presets.editor import PresetEditor
from app.words.failures import sentence

_SOON_MS: Final = 250


@dataclass(frozen=True)
class _Checked:
    found: Found | None = None
    rule_trouble: MaruError | None = None
    output_trouble: MaruError | None = None


class Checking(QObject):
    def __init__(self, editor: PresetEditor, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._editor = editor
        self._background = background
        self._preset = Preset("")
        self._text = ""
        self._is_busy = False
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._begin)
        editor.answering.tested.connect(self._try_on)

    def check(self, preset: Preset) -> None:
        if (preset.rule, preset.output) != (self._preset.rule, self._preset.output):
            self._soon.start()
        self._preset = preset

    def _try_on(self, _rule: AnswerRule, text: str) -> None:
        self._text = text
        self._soon.start()

    def _begin(self) -> None:
        """One at a time: a slow pattern takes a moment, and is not asked again meanwhile."""
        if self._is_busy:
            self._soon.start()
            return
        self._is_busy = True
        preset = self._preset
        self._background.run(partial(_checked, preset.rule, preset.output, self._text), self._show)

    def _show(self, checked: _Checked) -> None:
        self._is_busy = False
        trouble = sentence(checked.rule_trouble).text if checked.rule_trouble else ""
        self._editor.answering.show_found(checked.found, trouble=trouble)
        error = checked.output_trouble
        self._editor.more.show_output_trouble(
            sentence(error).text if error else "",
            line=getattr(error, "line", 0),
            column=getattr(error, "column", 0),
        )


def _checked(rule: AnswerRule, output: OutputFormat, text: str) -> _Checked:
    found, rule_trouble, output_trouble = None, None, None
    try:
        check_rule(rule)
        found = extract(rule, text)
    except MaruError as error:
        rule_trouble = error
    try:
        check_output(output)
    except MaruError as error:
        output_trouble = error
    return _Checked(found, rule_trouble, output_trouble)
