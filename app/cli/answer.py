"""An answer as it comes, on the terminal."""

from collections.abc import Callable, Mapping

from app.chat.model import BeingLoaded, Ready
from app.chat.session import NO_VALUES, ChatSession
from app.cli.house import complain_of_room, loading_in_words
from app.cli.loop import Loop
from app.cli.terminal import GrowingAnswer, ProgressLine, complain, show
from app.cli.votes import vote_in_words, vote_so_far
from app.domain.conversation import Turn, TurnState
from app.domain.errors import MaruError
from app.domain.generation import CUT_SHORT, PromptReport
from app.domain.outcome import Outcome
from app.domain.structured.output import validated
from app.wiring import App
from app.words.catalog import _, n_
from app.words.devices import gpu_words
from app.words.failures import sentence
from app.words.forms import form_words
from app.words.numbers import count, percent
from app.words.templates import template_words

LONG = 1024  # tokens; reading so many takes seconds, so it is shown


class AnswerOnTerminal:
    """Shows one answer while it grows; quiet shows nothing of it (the caller prints it as JSON)."""

    def __init__(self, app: App, loop: Loop, session: ChatSession, *, quiet: bool = False) -> None:
        self._app = app
        self._loop = loop
        self._session = session
        self._quiet = quiet
        self._ended: Turn | None = None
        self._last = ""
        self._growing = GrowingAnswer()
        self._vote: Outcome | None = None
        self._progress = ProgressLine()

    def ask(self, question: str, values: Mapping[str, str] = NO_VALUES) -> Turn:
        """The finished answer, kept. Ctrl-C stops it: what came stays. values are for the preset's variables.

        Raises VariableMissing, VariableRefused, VariableUnknown.
        """
        session = self._session
        connections = [
            self._app.model.changed.connect(self._show_state),
            session.evaluated.connect(self._show_evaluation),
            session.voted.connect(self._show_vote),
            session.streamed.connect(self._show_piece),
            session.reported.connect(self._report),
            session.troubled.connect(self._complain),
            session.finished.connect(self._end),
        ]
        try:
            self._complain_of_lost_preset()
            session.send(question, values)
            self._loop.until(lambda: self._ended, stop=session.stop)
            self._until_kept()
        finally:
            self._progress.clear()
            for disconnect in connections:
                disconnect()
        if self._ended is None:
            raise RuntimeError("the loop ended before the answer")
        return self._ended

    def _complain_of_lost_preset(self) -> None:
        session = self._session
        if session.conversation.preset and session.preset is None:
            said = _("The preset “{name}” of this chat cannot be used any more; this is asked without one.")
            complain(said.format(name=session.conversation.preset))

    def _until_kept(self) -> None:
        """What the store has to say of this answer is heard before the next."""
        kept: list[bool] = []
        note: Callable[[], None] = lambda: kept.append(True)  # noqa: E731 - a statement has no value
        self._app.store.settle().add_done_callback(lambda _: self._loop.post(note))
        self._loop.until(lambda: kept)

    def _show_state(self) -> None:
        if isinstance(self._app.model.state, BeingLoaded):
            self._progress.show(loading_in_words(self._app.model.state.fraction))
            return
        self._progress.clear()
        if isinstance(self._app.model.state, Ready):
            model = self._app.model.state.model
            for said in (template_words(model), gpu_words(model.gpu_note)):
                if said:
                    complain(said)
            complain_of_room(model, self._session.preset)

    def _show_evaluation(self, _turn: str, done: int, total: int) -> None:
        if total >= LONG:
            self._progress.show(
                _("Reading {count} tokens: {percent}").format(count=count(total), percent=percent(done, total))
            )

    def _show_vote(self, _turn: str, so_far: Outcome) -> None:
        self._vote = so_far
        self._progress.show(vote_so_far(so_far.vote))

    def _show_piece(self, _turn: str, text: str, reasoning: str) -> None:
        if self._vote:  # which of them is shown is not known yet
            return
        self._progress.clear()
        if self._quiet:
            return
        self._growing.show(text, reasoning)
        self._last = text or reasoning or self._last

    def _report(self, report: PromptReport) -> None:
        if left := len(report.left_out):
            text = n_(
                "{count} earlier message did not fit and was left out.",
                "{count} earlier messages did not fit and were left out.",
                left,
            )
            self._say(text.format(count=count(left)))

    def _complain(self, error: MaruError) -> None:
        self._say(sentence(error).text)

    def _say(self, text: str) -> None:
        """Below the piece of the answer that stands there already."""
        self._progress.clear()
        if self._last and not self._last.endswith("\n"):
            show("\n")
        complain(text)

    def _end(self, turn: Turn) -> None:
        self._ended = turn
        self._progress.clear()
        if self._vote and not self._quiet:
            self._last = turn.message.text
            show(self._last)
        if not self._quiet and self._last and not self._last.endswith("\n"):
            show("\n")
        if self._vote:
            complain(vote_in_words(self._vote))
        if turn.state is TurnState.DONE and turn.call and turn.call.has_rule and turn.call.answer is None:
            complain(_("No answer could be found in what the model wrote."))
        if turn.state is TurnState.DONE and turn.call and turn.call.preset:
            is_cut = turn.call.stop_reason in CUT_SHORT
            for problem in validated(turn.message.text, turn.call.preset.output, is_cut=is_cut).problems:
                complain(form_words(problem))
