"""Ties the place "Compare" to its use case: what is asked, how the answers come, and which one is kept."""

import secrets
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal

from app.chat.comparing import Column, Comparison, Others, Question, filled
from app.chat.session import ChatSession, Style
from app.chat.weighing import weigh
from app.domain.conversation import ModelCall
from app.domain.loading import LoadSettings
from app.domain.message import Message
from app.domain.preset import Preset
from app.domain.preset_errors import VariableMissing, VariableRefused
from app.ui.behind.background import Background
from app.ui.compare.column_pane import ColumnPane
from app.ui.compare.lineup import Lineup
from app.ui.compare.origin import Origin, origin_of
from app.ui.compare.page import ComparePage
from app.ui.compare.words import GROWING, ROW, row, status
from app.ui.conversation.row import Verdict
from app.ui.theme.look import Look
from app.ui.widgets.place import PlacePresenter
from app.wiring import App
from app.words.catalog import _, n_
from app.words.numbers import count

_BITS = 31
"""Of a seed: what every sampler of llama.cpp takes."""


class ComparePresenter(PlacePresenter):
    page: ComparePage

    chat_wanted = Signal(str)
    """The id of the chat that an answer was kept in."""
    link_wanted = Signal(str)

    def __init__(self, page: ComparePage, app: Callable[[], App], background: Background, *, language: str) -> None:
        """App has the settings as they are now."""
        super().__init__(page)
        self.lineup = Lineup(page, app, language=language)
        self._app = app
        self._background = background
        self._comparison: Comparison | None = None
        self._origin: Origin | None = None
        self._seed = secrets.randbits(_BITS)
        self._leave = app().model.changed.connect(self._show_columns)
        self.lineup.changed.connect(self._begin_anew)
        page.asking.marks_wanted.connect(self._mark)
        page.stopped.connect(self._stop)
        page.asking.submitted.connect(self._ask)
        page.asking.reseeded.connect(self._ask_again)
        self._begin_anew()

    # Others open it

    def add_preset(self, preset: Preset, key: str, said: str) -> None:
        """Compare this preset with asking without one; said is what was entered to try it."""
        self.open_with([(preset, key), (None, "")], text=said)

    def open_with(self, presets: Sequence[tuple[Preset | None, str]], *, text: str = "") -> None:
        """These presets with their keys."""
        if not self._is_running:
            self._origin = None
            self.lineup.use(presets)
            if text:
                self.page.asking.show_text(text)
            self.page.take_focus()

    def open_turn(self, session: ChatSession, turn_id: str) -> None:
        """The question of this turn, as the chat asks it and otherwise. Raises NotFound."""
        if not self._is_running:
            self._origin = origin_of(session, turn_id)
            beside = self.lineup.usual_preset() if session.preset is None else None
            other = (beside.preset, beside.key) if beside else (None, "")
            self.lineup.use([(session.preset, self._origin.key), other])
            self.page.asking.show_text(self._origin.text)
            self.page.take_focus()

    # The place

    def come(self) -> None:
        self._background.run(self._app().models, self.lineup.show_models)

    def dress(self, look: Look) -> None:
        super().dress(look)
        self.lineup.dress(look)

    def leave(self) -> None:
        self._leave()
        self._forget()

    @property
    def _is_running(self) -> bool:
        return self._comparison is not None and not self._comparison.is_over

    def _begin_anew(self) -> None:
        """Others are asked."""
        self._forget()
        self._show_columns()
        self.page.asking.show_variables(self.lineup.variables, self.page.asking.values)
        history = self._origin.history if self._origin else ()
        text = n_(
            "Asked with the {count} message that stands before it in its chat.",
            "Asked with the {count} messages that stand before it in its chat.",
            len(history),
        )
        self.page.asking.show_note(text.format(count=count(len(history))) if history else "")

    def _show_columns(self) -> None:
        for pane in self.lineup.show():
            pane.kept.connect(partial(self._keep, pane))
            pane.link_activated.connect(self.link_wanted)
        self._show_running()

    # Asking

    def _ask_again(self) -> None:
        self._seed = secrets.randbits(_BITS)
        self._ask()

    def _ask(self) -> None:
        question, columns = self._question(), self._asked()
        if self._is_running or not self._can_fill(question, columns):
            return
        self._forget()
        app = self._app()
        others = Others(app.another_model, self._settings_of, partial(weigh, hardware=app.hardware, fit=app.fit))
        self._comparison = comparison = Comparison(columns, question, app.model, others)
        comparison.changed.connect(partial(self._show_state, comparison))
        comparison.streamed.connect(partial(self._show_streamed, comparison))
        comparison.finished.connect(self._show_running)
        for pane in self.page.columns:
            pane.show_row(GROWING)
            pane.show_status(status(comparison.states[0]))
        self.page.asking.show_seed(self._seed)
        comparison.begin()
        self._show_running()

    def _question(self) -> Question:
        settings, asking = self._app().settings.chatting, self.page.asking
        style = self._origin.chat.style if self._origin else Style(settings.system, policy=settings.policy)
        history = self._origin.history if self._origin else ()
        return Question(asking.text, history, style, self._seed, asking.values)

    def _asked(self) -> list[Column]:
        """The question of a chat was made with the chat's preset already, as long as nobody has changed it."""
        origin = self._origin
        worded_by = origin.key if origin and self.page.asking.text == origin.text.strip() else None
        return [
            Column(self.lineup.path(asked), asked.preset, is_filled=asked.key == worded_by)
            for asked in self.lineup.columns
        ]

    def _can_fill(self, question: Question, columns: Sequence[Column]) -> bool:
        """What a preset lacks is asked for at its field."""
        try:
            for column in columns:
                filled(column, question)
        except (VariableMissing, VariableRefused) as error:
            self.page.asking.complain(error)
            return False
        return True

    def _settings_of(self, path: str) -> LoadSettings:
        app = self._app()
        return app.model_settings.of(path, app.settings.running.load_settings())

    def _stop(self) -> None:
        if self._comparison:
            self._comparison.stop()

    def _forget(self) -> None:
        """What was compared is no longer what would be."""
        comparison, self._comparison = self._comparison, None
        if comparison:
            comparison.leave()
            for pane in self.page.columns:
                pane.show_blank()
        self.page.asking.marks.setChecked(False)

    # Answers

    def _show_state(self, comparison: Comparison, index: int) -> None:
        if comparison is not self._comparison:
            return
        state, pane = comparison.states[index], self.page.columns[index]
        pane.show_status(status(state))
        outcome = state.outcome
        if state.is_over:
            message, call = comparison.answer(index) if outcome else (None, ModelCall(comparison.columns[index].model))
            can_keep = outcome is not None and bool(outcome.path.text)
            pane.finish(row(state, message, call), can_keep=can_keep)
        elif outcome and len(outcome.paths) > 1:
            pane.answer.show_vote(ROW, Verdict(None, outcome.vote, is_early=outcome.is_early), outcome.paths)

    def _show_streamed(self, comparison: Comparison, index: int, text: str, reasoning: str) -> None:
        if comparison is self._comparison:
            answer = self.page.columns[index].answer
            if reasoning:
                answer.stream_reasoning(ROW, reasoning)
            if text:
                answer.stream_text(ROW, text)

    def _show_running(self) -> None:
        is_running = self._is_running
        self.page.show_running(
            is_running=is_running,
            was_asked=self._comparison is not None,
            can_mark=not is_running and len(self._texts) > 1,
        )

    @property
    def _texts(self) -> dict[int, str]:
        """The answers that there are, by their columns."""
        states = self._comparison.states if self._comparison else []
        return {at: state.outcome.path.text for at, state in enumerate(states) if state.outcome}

    def _mark(self, is_wanted: bool) -> None:  # noqa: FBT001 - a signal's argument
        texts = self._texts
        first = next(iter(texts), 0)
        for at, pane in enumerate(self.page.columns):
            if at == first and at in texts:
                pane.marked.show_first(texts[at])
            elif at in texts:
                pane.marked.show_compared(texts[first], texts[at])
            pane.show_marked(is_shown=is_wanted and at in texts)

    # Keeping

    def _keep(self, pane: ColumnPane) -> None:
        """As another version of the answer, in the chat that it comes from; else as the beginning of a chat."""
        comparison, index = self._comparison, self.page.columns.index(pane)
        if comparison is None:
            return
        message, call = comparison.answer(index)
        origin = self._origin
        if origin and comparison.question.text == origin.text.strip():
            session = self._keep_in(origin, message, call)
        else:
            session = self._app().chats.new()
            if self.lineup.columns[index].key:
                session.use_preset(self.lineup.columns[index].key)
            session.begin(filled(comparison.columns[index], comparison.question), message, call)
        if session:
            self.chat_wanted.emit(session.conversation.id)

    def _keep_in(self, origin: Origin, message: Message, call: ModelCall) -> ChatSession | None:
        session = origin.chat_now(self._app().chats.open)
        if session.answering:
            words = _("An answer is growing in that chat. Keep this one when it has ended.")
            self.page.notices.show_notice("keep", words)
            return None
        session.keep(origin.question.id, message, call)
        return session


def make_place(app: Callable[[], App], background: Background, *, language: str) -> ComparePresenter:
    return ComparePresenter(ComparePage(), app, background, language=language)
