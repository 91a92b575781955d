"""The pictures of the place "Presets": the library that comes with the program, tried on the practice engine."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from app.domain.preset import OutputFormat, OutputKind, Preset, RuleKind, Variable, VariableType
from app.storage.presets.store import StoredPreset
from app.ui.presets.page import Pane
from app.ui.presets.presenter import PresetsPresenter
from app.ui.ties.presenter import Presenter
from app.ui.widgets.place import Place

Until = Callable[[Callable[[], object]], None]
Take = Callable[[str], None]

QUESTION: Final = {
    "en": "When I was 6 my sister was half my age. Now I am 70. How old is my sister?",
    "ko": "내가 6살일 때 여동생은 내 나이의 절반이었어. 지금 나는 70살이야. 여동생은 몇 살일까?",
}
LETTER: Final = {
    "en": ("Letter", "Write a {{tone}} letter about {{text}} in {{words}} words."),
    "ko": ("편지", "{{text}}에 대해 {{tone}} 말투로 {{words}}자 편지를 써 줘."),
}


def builtin(presenter: Presenter, until: Until, take: Take, *, language: str) -> None:
    """One that came with the program, tried, and an attempt to change it."""
    place = opened(presenter, until)
    read(place, f"{language}/arithmetic", until)
    page = place.page
    page.side.try_it._writing.field.insertPlainText(QUESTION[language])
    until(lambda: page.side.prompt.tokens.isVisible() or page.side.isHidden())
    take("presets")
    place._trying.begin()
    until(lambda: not place._trying.is_running)
    page.turn_to(Pane.SIDE)
    take("presets-tried")
    page.turn_to(Pane.EDITOR)
    page.renamed.emit("Mine")
    page.editor.examples.table.selectRow(1)
    take("presets-not-ours")
    bar = page.editor.verticalScrollBar()
    page.editor.fold.open()
    until(bar.maximum)
    bar.setValue(bar.maximum() // 2)
    take("presets-answering")
    bar.setValue(bar.maximum())
    take("presets-more")


def own(presenter: Presenter, until: Until, take: Take, *, language: str) -> None:
    """One of one's own: new, with variables, with mistakes; a file that is none; nothing that is found."""
    place = opened(presenter, until)
    page, presets = place.page, presenter.app.presets
    page.list.new_wanted.emit()
    until(lambda: _is_own(place.editing.stored))
    take("presets-new")
    name, template = LETTER[language]
    letter = Preset(name, template=template, variables=_variables(), language=language)
    show(place, presets.add(letter), until)
    take("presets-variables")
    page.side.try_it.submitted.emit()
    take("presets-missing")
    rule = replace(letter.rule, kind=RuleKind.PATTERN, pattern="(unclosed")
    grammar = OutputFormat(OutputKind.GBNF, grammar='root ::= "yes" | no\nyes ::= (')
    show(place, presets.add(replace(letter, name=f"{name} 2")), until)
    place.editing.take(replace(place.editing.preset, rule=rule, output=grammar), "rule")
    page.editor.fold.open()
    until(page.editor.answering._detail._trouble.text)
    page.editor.ensureWidgetVisible(page.editor.more._output)
    take("presets-wrong")
    broken = presets.folder / "broken.toml"
    broken.write_text('format = 1\nname = "Broken\n', encoding="utf-8")
    place.renew()
    until(lambda: place._shelf.refused)
    page.list.opened.emit(str(broken))
    take("presets-broken")
    page.list.search.setText("zzz")
    take("presets-nothing-found")
    page.list.search.clear()


def opened(presenter: Presenter, until: Until) -> PresetsPresenter:
    presenter.places.show_place(Place.PRESETS)
    place = presenter.places.presenter(Place.PRESETS)
    assert isinstance(place, PresetsPresenter)
    until(lambda: place.editing.stored)
    return place


def read(place: PresetsPresenter, key: str, until: Until) -> None:
    place.open(key)
    until(lambda: place.editing.stored is not None and place.editing.stored.key == key)


def show(place: PresetsPresenter, stored: StoredPreset, until: Until) -> None:
    place.renew()
    read(place, stored.key, until)


def _is_own(stored: StoredPreset | None) -> bool:
    return stored is not None and not stored.is_builtin


def _variables() -> tuple[Variable, ...]:
    return (
        Variable("tone", VariableType.CHOICE, choices=("friendly", "formal")),
        Variable("words", VariableType.NUMBER, default="100", low=10, high=500),
    )
