"""Ties the place "Completion" to its use case: the text of chat/completing, the model that goes on, its numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from app.chat.completing import Completing
from app.domain.errors import MaruError
from app.domain.generation import PromptReport, ScoredToken, TokenChoice
from app.domain.writing import Terms
from app.engine.protocol import Finished
from app.library.shelf.catalog import ModelFile
from app.storage.presets.store import StoredPreset
from app.ui.behind.background import Background
from app.ui.completion.beginnings import Beginning
from app.ui.completion.page import CompletionPage
from app.ui.completion.starting import begun_by, can_begin
from app.ui.completion.tools import Standing
from app.ui.completion.words import context_of, model_remark, speed_words
from app.ui.header.model_words import in_full, line_of
from app.ui.widgets.place import PlacePresenter
from app.wiring import App
from app.words.catalog import _, n_
from app.words.failures import sentence
from app.words.numbers import count


@dataclass(frozen=True)
class _Scored:
    """What the probabilities tell of: where the part begins, and its tokens."""

    start: int
    tokens: tuple[ScoredToken, ...]


class CompletionPresenter(PlacePresenter):
    page: CompletionPage

    ask_wanted = Signal(str)
    """In a new chat."""
    helped = Signal(str, object, object)
    """A remedy, the MaruError it is for, and what to try again."""

    def __init__(self, page: CompletionPage, app: Callable[[], App], background: Background, *, language: str) -> None:
        """App has the settings as they are now."""
        super().__init__(page)
        self._app = app
        self._background = background
        self._language = language
        self._completing: Completing = app().completing
        self._models: tuple[ModelFile, ...] = ()
        self._presets: dict[str, StoredPreset] = {}
        self._scored: _Scored | None = None
        self._troubles: dict[str, MaruError] = {}
        self._used = 0
        self._leaves: list[Callable[[], None]] = []
        self._connect()
        self._connect_page()
        page.terms.show_terms(self._completing.writing.terms)
        self._show_model()
        self._show()

    def come(self) -> None:
        """Another program may have brought a model or a preset."""
        app = self._app()
        look = partial(_look_around, app, self._language)
        self._background.run(look, self._show_found)

    def leave(self) -> None:
        self._completing.stop_scoring()
        for leave in self._leaves:
            leave()

    def _connect(self) -> None:
        completing = self._completing
        self._leaves = [
            completing.changed.connect(self._show),
            completing.streamed.connect(self.page.field.grow),
            completing.settled.connect(self._show_settled),
            completing.reported.connect(self._show_report),
            completing.evaluated.connect(self._show_evaluated),
            completing.ended.connect(self._show_ended),
            completing.failed.connect(self._show_error),
            completing.scored.connect(self._show_scored),
            completing.scoring.connect(self.page.scored.show_busy),
            self._app().model.changed.connect(self._show_model),
        ]

    def _connect_page(self) -> None:
        page, tools, completing = self.page, self.page.tools, self._completing
        page.stopped.connect(completing.stop)
        page.field.edited.connect(self._edit)
        page.field.refused_long.connect(self._refuse_long)
        page.field.branch_wanted.connect(completing.write_on)
        for wanted in (page.field.continue_wanted, tools.continue_wanted):
            wanted.connect(partial(completing.write_on, None))
        for undone in (page.field.undo_wanted, tools.undone):
            undone.connect(completing.undo)
        for redone in (page.field.redo_wanted, tools.redone):
            redone.connect(completing.redo)
        tools.again_wanted.connect(completing.write_again)
        tools.fill_wanted.connect(lambda: completing.fill(*page.field.selected))
        tools.version_wanted.connect(lambda number: completing.show(completing.writing.siblings[number - 1]))
        tools.cleared.connect(self._clear)
        tools.ask_wanted.connect(lambda: self.ask_wanted.emit(completing.writing.text))
        tools.scores_wanted.connect(self._switch_scores)
        page.terms.changed.connect(completing.set_terms)
        page.beginnings.tried.connect(self._try)
        page.beginnings.asked.connect(self.ask_wanted)
        page.beginnings.chosen.connect(self._begin_with)
        page.scored.chosen.connect(self._choose_token)
        page.scored.cancelled.connect(partial(self._switch_scores, False))
        page.scored.acted.connect(self._score)
        page.notices.acted.connect(self._help)

    # What the person wants

    def _edit(self, text: str) -> None:
        self._completing.edit(text)
        self.page.field.tint(self._completing.writing.written)
        self._show_standing()
        self._forget_scores()

    def _clear(self) -> None:
        self._completing.clear()
        self.page.take_focus()

    def _try(self, words: str) -> None:
        self._completing.begin_with(words)
        self._completing.write_on()
        self.page.take_focus()

    def _begin_with(self, key: str) -> None:
        beginning = begun_by(self._presets[key].preset, self._completing.writing.terms)
        self._completing.begin_with(beginning.text)
        self._set_terms(beginning.terms)
        self.page.field.select(*beginning.question)
        self.page.take_focus()

    def _set_terms(self, terms: Terms) -> None:
        self._completing.set_terms(terms)
        self.page.terms.show_terms(terms)

    def _refuse_long(self) -> None:
        self.page.notices.show_notice("long", _("That is more than any model reads at once, so it was not pasted."))

    def _help(self, cause: str, remedy: str) -> None:
        error = self._troubles.get(cause)
        self.page.notices.withdraw(cause)
        if error:
            self.helped.emit(remedy, error, self._completing.write_on)

    # Probabilities

    def _switch_scores(self, is_wanted: bool) -> None:  # noqa: FBT001 - a signal's argument
        self.page.show_scored(is_shown=is_wanted)
        if is_wanted:
            self._score()
        else:
            self._completing.stop_scoring()

    def _score(self) -> None:
        """Of what the model wrote last."""
        written = self._completing.writing.written
        if self._completing.is_writing:
            return
        if not written:
            self.page.scored.show_blank(_("When a model has written something, this shows how likely each token was."))
            return
        shown = self._completing.writing.shown
        place = shown.at if shown and shown.author else written[-1][0]
        start, end = next((span for span in written if span[0] <= place < span[1]), written[-1])
        self.page.scored.show_busy(0, 0)
        self._completing.score(start, end)

    def _show_scored(self, start: int, tokens: tuple[ScoredToken, ...]) -> None:
        self._scored = _Scored(start, tokens)
        self.page.scored.show_scored(tokens)

    def _forget_scores(self) -> None:
        self._scored = None
        if self.page.scored.isVisible():
            self.page.scored.show_blank(_("The text has changed since."), action=_("Look again"))

    def _choose_token(self, index: int, choice: TokenChoice) -> None:
        if self._scored:
            self._completing.choose(self._scored.start, self._scored.tokens, index, choice)

    # What the use case tells

    def _show(self) -> None:
        writing = self._completing.so_far
        self.page.field.show_text(writing.text, writing.written)
        self._show_settled()

    def _show_settled(self) -> None:
        """It began or ended, or another version is shown."""
        is_writing = self._completing.is_writing
        self.page.show_writing(is_writing=is_writing)
        self._show_standing()
        if is_writing:
            self._troubles.clear()
            self.page.notices.withdraw("model")
            self._scored = None
            self.page.scored.show_blank(_("When the model has stopped, this shows how likely each token was."))
        elif self.page.scored.isVisible():
            self._score()

    def _show_standing(self) -> None:
        writing, is_writing = self._completing.writing, self._completing.is_writing
        is_blank = not writing.text and not is_writing
        siblings = writing.siblings
        self.page.show_beginnings(are_shown=is_blank)
        self.page.tools.show_standing(
            Standing(
                is_writing=is_writing,
                is_blank=is_blank,
                can_undo=writing.can_undo,
                can_redo=writing.can_redo,
                is_by_model=bool(writing.shown and writing.shown.author),
                version=siblings.index(writing.tip) + 1 if siblings else 1,
                versions=max(1, len(siblings)),
                has_written=bool(writing.written),
            )
        )

    def _show_report(self, report: PromptReport) -> None:
        self._used = report.prompt_tokens
        self.page.line.show_context(self._used, report.context)

    def _show_evaluated(self, done: int, total: int) -> None:
        words = _("Reading the text: {done} of {total} tokens").format(done=count(done), total=count(total))
        self.page.line.show_speed(words if done < total else "")

    def _show_ended(self, finished: Finished) -> None:
        usage = finished.usage
        self.page.line.show_speed(speed_words(finished))
        self.page.line.show_context(usage.prompt_tokens + usage.completion_tokens, self._context)
        words = n_(
            "The model has written {count} token.", "The model has written {count} tokens.", usage.completion_tokens
        )
        QAccessible.updateAccessibility(
            QAccessibleAnnouncementEvent(self.page, words.format(count=count(usage.completion_tokens)))
        )

    def _show_error(self, error: MaruError) -> None:
        said = sentence(error)
        self._troubles["model"] = error
        self.page.notices.show_notice("model", said.text, label=said.remedy_label or "", remedy=said.remedy_id or "")
        if self.page.scored.isVisible() and self._scored is None:
            self.page.scored.show_blank(said.text, action=_("Look again"))

    # The model and what there is to begin with

    @property
    def _context(self) -> int:
        return context_of(self._app().model.state)

    def _show_model(self) -> None:
        state = self._app().model.state
        self.page.pill.show_model(line_of(state, self._models))
        self.page.line.show_model(in_full(state, self._models))
        self.page.line.show_context(self._used, self._context)
        self.page.show_model_remark(model_remark(state, self._models))

    def _show_found(self, found: tuple[tuple[ModelFile, ...], Sequence[StoredPreset]]) -> None:
        self._models, presets = found
        self._presets = {stored.key: stored for stored in presets}
        self.page.beginnings.show_beginnings(
            [Beginning(stored.key, stored.preset.name, stored.preset.description) for stored in presets]
        )
        self._show_model()


def _look_around(app: App, language: str) -> tuple[tuple[ModelFile, ...], Sequence[StoredPreset]]:
    presets = [stored for stored in app.presets.shelf(language).presets if can_begin(stored, language)]
    return app.models(), presets


def make_place(app: Callable[[], App], background: Background, *, language: str) -> CompletionPresenter:
    return CompletionPresenter(CompletionPage(), app, background, language=language)
