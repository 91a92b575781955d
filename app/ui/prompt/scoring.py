"""Asks the model how likely each token of an answer was, and goes on from another one as a new version."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.chat.model import ActiveModel
from app.domain.engine_errors import LoadCancelled, Stopped
from app.domain.fault import from_fault
from app.domain.generation import ScoredToken, TokenChoice
from app.engine.protocol import Evaluated, Failed, FromEngine, Score, Scored
from app.ui.chat.presenter import ChatPresenter
from app.ui.prompt.scored_view import ScoredView
from app.words.catalog import _
from app.words.failures import sentence


class Scoring(QObject):
    branched = Signal()
    """A new version of the answer is being written."""

    def __init__(self, view: ScoredView, chat: ChatPresenter, model: ActiveModel) -> None:
        super().__init__(view)
        self._view = view
        self._chat = chat
        self._model = model
        self._turn = ""
        self._scored: Sequence[ScoredToken] = ()
        self._asked = 0
        self._cancel: Callable[[], None] = lambda: None
        view.cancelled.connect(self._cancel_shown)
        view.acted.connect(lambda: self.score(self._turn))
        view.chosen.connect(self._branch)

    def score(self, turn_id: str) -> None:
        """Of this answer, on the loaded model; the one that is chosen is loaded first where it is not."""
        self.cancel()
        self._turn = turn_id
        session = self._chat.session
        text = session.conversation.turn(turn_id).message.text
        if not text or session.answering == turn_id:
            self._view.show_blank(_("This answer has no text yet."))
            return
        prompt, policy = session.prompt_of(turn_id), session.style.policy
        self._view.show_busy(0, 0)
        self._cancel = self._model.ask(
            lambda number: Score(number, prompt, text, policy=policy), partial(self._hear, self._asked)
        )

    def cancel(self) -> None:
        """Whatever is under way is for nobody any more."""
        self._asked += 1
        self._cancel()
        self._cancel = lambda: None

    def _cancel_shown(self) -> None:
        self.cancel()
        self._view.show_blank(_("You stopped it."), action=_("Begin again"))

    def _hear(self, asked: int, message: FromEngine) -> None:
        if asked != self._asked:
            return
        match message:
            case Evaluated(done=done, total=total):
                self._view.show_busy(done, total)
            case Scored(tokens=tokens):
                self._scored = tokens
                self._view.show_scored(tokens)
            case Failed(fault=fault):
                error = from_fault(fault)
                words = _("You stopped it.") if isinstance(error, Stopped | LoadCancelled) else sentence(error).text
                self._view.show_error(words, action=_("Begin again"))

    def _branch(self, index: int, choice: TokenChoice) -> None:
        session = self._chat.session
        if session.answering or self._turn not in session.conversation.turns:
            return
        text = session.conversation.turn(self._turn).message.text
        kept = text[: sum(len(token.text) for token in self._scored[:index])]
        session.branch(self._turn, kept + choice.text)
        self.branched.emit()
