"""Between the open chat, the loaded model and the side panel: renders what is asked about, anew when that changes."""

import importlib
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from app.chat.model import BeingLoaded, Broken, Ready
from app.domain.conversation import Turn
from app.domain.errors import MaruError
from app.domain.fault import from_fault
from app.domain.generation import Prompt
from app.domain.message import Role
from app.domain.preset_errors import VariableMissing
from app.engine.protocol import Failed, FromEngine, Render, Rendered
from app.ui.chat.model_presenter import ModelPresenter
from app.ui.chat.presenter import ChatPresenter
from app.ui.prompt.subject import note_words, subject_words
from app.ui.theme.look import Look
from app.ui.window.main_window import MainWindow
from app.words.catalog import _
from app.words.failures import sentence

if TYPE_CHECKING:
    from app.ui.prompt.panel import PromptPanel
    from app.ui.prompt.scoring import Scoring

_REST_MS: Final = 300
"""After the last key that was typed."""


class PromptPresenter(QObject):
    """The panel shows the turn that was asked about; else what is being written, or was asked last."""

    def __init__(self, window: MainWindow, chat: ChatPresenter, models: ModelPresenter) -> None:
        super().__init__(window)
        self._window = window
        self._chat = chat
        self._models = models
        self._look = Look()
        self._panel: PromptPanel | None = None
        self._scoring: Scoring | None = None
        self.is_open = False
        """Also while a place hides it with the chat."""
        self.turn = ""
        """Which was asked about; empty: follow the person."""
        self._shown: Turn | None = None
        self._asked = 0
        """How often a prompt was asked for: an older answer is for nobody."""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.renew)
        window.header.prompt_switched.connect(self._switch)
        window.side_left.connect(self.hide)
        window.composer.changed.connect(self._renew_soon)
        chat.prompt_wanted.connect(self.show_prompt)
        chat.score_wanted.connect(self.show_score)
        chat.settled.connect(self._follow)
        models.changed.connect(self._renew_soon)

    @property
    def panel(self) -> "PromptPanel | None":
        """None before it was wanted for the first time."""
        return self._panel

    def switch(self) -> None:
        """Show the panel, or hide it."""
        self._switch(not self.is_open)

    def show_prompt(self, turn_id: str = "") -> None:
        """What was sent for this answer, or would be for this question; without one, what would be sent now."""
        self.turn = turn_id
        panel = self._open()
        panel.turn_to(scored=False)
        self.renew()

    def show_score(self, turn_id: str) -> None:
        """How sure the model was of this answer."""
        self.turn = turn_id
        panel = self._open()
        panel.turn_to(scored=True)
        self.renew()
        if self._scoring:
            self._scoring.score(turn_id)

    def hide(self) -> None:
        self.is_open = False
        self._window.show_side(None)
        self._window.header.show_prompt(is_shown=False)
        self._window.composer.setFocus()
        if self._scoring:
            self._scoring.cancel()

    def renew(self) -> None:
        """Render what is shown once more."""
        if not self._panel or not self.is_open:
            return
        self._rest.stop()
        self._asked += 1
        try:
            self._shown, prompt = self._wanted()
        except MaruError as error:
            self._show_subject(self._panel, None)
            self._show_trouble(error)
            return
        self._show_subject(self._panel, self._shown)
        if self._panel.is_scored_shown:
            return
        if prompt is None:
            words = _("Write a message, and you see here what the model will receive, token by token.")
            self._panel.prompt.show_blank(words)
        else:
            self._render(prompt)

    def dress(self, look: Look) -> None:
        self._look = look
        if self._panel:
            self._panel.dress(look)

    def take_over(self, before: "PromptPresenter") -> None:
        """Show what another window showed."""
        if before.is_open:
            self.show_prompt(before.turn)

    def leave(self) -> None:
        self._rest.stop()
        self._asked += 1
        if self._scoring:
            self._scoring.cancel()

    def _switch(self, is_wanted: bool) -> None:  # noqa: FBT001 - a signal's argument
        if is_wanted:
            self.show_prompt()
        else:
            self.hide()

    def _open(self) -> "PromptPanel":
        self.is_open = True
        panel = self._panel or self._make()
        self._window.show_side(panel)
        self._window.header.show_prompt(is_shown=True)
        if self._window.is_side_above:
            panel.setFocus()
        return panel

    def _make(self) -> "PromptPanel":
        # not imported above: most chats are read without it, and it would cost every start some milliseconds
        panel: PromptPanel = importlib.import_module("app.ui.prompt.panel").PromptPanel(self._window)
        self._panel = panel
        panel.dress(self._look)
        panel.left.connect(self.hide)
        panel.next_wanted.connect(self._follow_again)
        panel.prompt_wanted.connect(lambda: self.show_prompt(self.turn))
        panel.score_wanted.connect(self._score_shown)
        panel.prompt.acted.connect(self._help)
        scoring: Scoring = importlib.import_module("app.ui.prompt.scoring").Scoring(
            panel.scored, self._chat, self._models.model
        )
        scoring.branched.connect(self._follow_again)
        self._scoring = scoring
        return panel

    # What is shown

    def _wanted(self) -> tuple[Turn | None, Prompt | None]:
        """A turn and its prompt; no turn for what is being written. Raises VariableRefused and the like."""
        session = self._chat.session
        turn = session.conversation.turns.get(self.turn)
        if turn is None:
            prompt, path = self._next_prompt(), session.path()
            if prompt or not path:
                return None, prompt
            turn = path[-1]
        return turn, session.prompt_of(turn.id)

    def _next_prompt(self) -> Prompt | None:
        """None where nothing is written: a form may have values from the beginning."""
        composer = self._window.composer
        text, values = composer.draft.whole, composer.values
        has_text = bool(text.strip())
        if not has_text and not any(values.values()):
            return None
        try:
            return self._chat.session.prompt_for(text, values)
        except VariableMissing:
            if has_text:
                raise
            return None

    def _follow(self) -> None:
        """An answer began or ended, or another chat is shown: a turn of the one before is not asked about any more."""
        if self.turn not in self._chat.session.conversation.turns:
            self.turn = ""
            if self._panel and self._scoring:
                self._scoring.cancel()
                self._panel.turn_to(scored=False)
        self._renew_soon()

    def _renew_soon(self) -> None:
        if self.is_open:
            self._rest.start()

    def _show_subject(self, panel: "PromptPanel", turn: Turn | None) -> None:
        session, state = self._chat.session, self._models.model.state
        is_answer = turn is not None and turn.message.role is Role.ASSISTANT and turn.id != session.answering
        panel.show_subject(subject_words(turn, session.conversation), is_answer=is_answer, is_turn=bool(self.turn))
        note = ""
        if isinstance(state, Ready):
            name_of = self._models.name_of
            note = note_words(turn, state.model.path, name_of=name_of, is_judged=panel.is_scored_shown)
        panel.show_note(note)

    # Asking the model

    def _render(self, prompt: Prompt) -> None:
        if not self._panel:
            return
        view, model, style = self._panel.prompt, self._models.model, self._chat.session.style
        match model.state:
            case Ready():
                view.show_busy()
                model.ask(
                    lambda number: Render(number, prompt, policy=style.policy, limits=style.limits),
                    partial(self._hear, self._asked),
                )
            case BeingLoaded():
                view.show_busy(_("The model is being loaded…"))
            case Broken(error=error) if model.path:
                view.show_error(sentence(error).text, action=_("Load the model again"))
            case _ if model.path:
                words = _("Every model counts in tokens of its own, and none is loaded.")
                view.show_blank(words, action=_("Load {model}").format(model=self._models.name_of(model.path)))
            case _:
                view.show_blank(_("Every model counts in tokens of its own."), action=_("Choose a model"))

    def _hear(self, asked: int, message: FromEngine) -> None:
        if asked != self._asked or not self._panel:
            return
        match message:
            case Rendered(prompt=prompt, report=report):
                self._panel.prompt.show_prompt(prompt, report, model=self._models.name_of(self._models.model.path))
            case Failed(fault=fault):
                self._show_trouble(from_fault(fault))

    def _show_trouble(self, error: MaruError) -> None:
        if self._panel:
            self._panel.prompt.show_error(sentence(error).text)

    def _help(self) -> None:
        if self._models.model.path:
            self._models.model.load()
        else:
            self._models.offer()

    def _follow_again(self) -> None:
        self.show_prompt()

    def _score_shown(self) -> None:
        if self._shown:
            self.show_score(self._shown.id)
