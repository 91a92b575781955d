"""The pictures of the places "Completion" and "Compare", with the practice engine."""

from collections.abc import Callable
from typing import Final, cast

from app.ui.compare.lineup import Asked
from app.ui.compare.presenter import ComparePresenter
from app.ui.completion.presenter import CompletionPresenter
from app.ui.ties.presenter import Presenter
from app.ui.widgets.place import Place

Until = Callable[[Callable[[], object]], None]
Take = Callable[[str], None]

BEGINNING: Final = {
    "en": "Once upon a time there was a house by the river.",
    "ko": "옛날 옛적 강가에 집이 한 채 있었어요.",
}
QUESTION: Final = {
    "en": "When I was 6 my sister was half my age. Now I am 70. How old is my sister?",
    "ko": "내가 6살일 때 여동생은 내 나이의 절반이었어. 지금 나는 70살이야. 여동생은 몇 살일까?",
}
LONG: Final = "/slow 10ms /long 200"


def completion(presenter: Presenter, until: Until, take: Take, *, language: str) -> None:
    """Empty, with a second version and its probabilities, refused, and while the model writes."""
    presenter.places.show_place(Place.COMPLETION)
    place = cast(CompletionPresenter, presenter.places.presenter(Place.COMPLETION))
    completing = presenter.app.completing
    until(lambda: place._presets)
    take("completion-empty")
    completing.begin_with(BEGINNING[language])
    completing.write_on()
    until(lambda: not completing.is_writing)
    completing.write_again()
    until(lambda: not completing.is_writing)
    place.page.tools.scores.click()
    until(lambda: place._scored)
    take("completion-probabilities")
    completing.fill(3, 3)
    take("completion-refused")
    completing.begin_with(LONG)
    completing.write_on()
    until(lambda: len(completing.so_far.text) > 2 * len(LONG))
    take("completion-writing")
    completing.stop()
    until(lambda: not completing.is_writing)


def compare(presenter: Presenter, until: Until, take: Take, *, language: str) -> None:
    """Empty, three presets with a model that is not there, differences, and while they answer."""
    presenter.places.show_place(Place.COMPARE)
    place = cast(ComparePresenter, presenter.places.presenter(Place.COMPARE))
    until(lambda: place.lineup._models)
    take("compare-empty")
    shelf = presenter.app.presets.shelf(language)
    arithmetic = next(one for one in shelf.presets if one.key == f"{language}/arithmetic")
    place.lineup._put(
        [
            *place.lineup.columns,
            Asked(arithmetic.preset, arithmetic.key),
            Asked(model="/models/missing.gguf"),
        ]
    )
    _ask(place, f"{QUESTION[language]} /answers 67 67 35 67 67")
    until(lambda: place._comparison and place._comparison.is_over)
    take("compare-answers")
    _ask(place, "1 2 3")
    until(lambda: place._comparison and place._comparison.is_over)
    place.page.asking.marks.click()
    take("compare-differences")
    _ask(place, LONG)
    until(lambda: len(place.page.columns[0].answer.rows[0].text) > len(LONG))
    take("compare-answering")


def _ask(place: ComparePresenter, text: str) -> None:
    place.page.asking.show_text(text)
    place.page.asking.submitted.emit()
