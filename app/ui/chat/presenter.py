"""Between one open chat and the window: its turns become rows, and what the person does in them reaches the session."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from app.chat.session import ChatSession
from app.domain.conversation import Turn
from app.domain.generation import PromptReport
from app.domain.message import Role
from app.domain.outcome import Outcome
from app.domain.preset_errors import VariableMissing, VariableRefused
from app.storage.presets.store import Presets
from app.ui.chat.message_editing import MessageEditing
from app.ui.chat.preset_choice import PresetChoice
from app.ui.composer.draft import Draft
from app.ui.conversation.row import Verdict
from app.ui.conversation.rows import families, row_of, rows_of, speed
from app.ui.conversation.view import ConversationView
from app.ui.theme.look import Look
from app.ui.window.desk import Desk
from app.ui.window.main_window import MainWindow
from app.words.catalog import _
from app.words.numbers import count
from app.words.remedies import Remedy


class ChatPresenter(QObject):
    """Shows one session at a time. Sessions that are left go on answering; what is written in them is kept here."""

    settled = Signal()
    """An answer began or ended."""
    remedy_wanted = Signal(str, str)
    """What the person wants done about a failure, and the turn to try again afterwards."""
    link_wanted = Signal(str)
    preset_shown = Signal()
    """Another one that the chat is asked with, or the same as it is now."""
    presets_wanted = Signal()
    """The place where presets are looked after."""
    example_wanted = Signal(str, str, str)
    """A question and its answer to be kept as an example, and the key of the preset that the chat is asked with."""
    prompt_wanted = Signal(str)
    """What the model received for this turn is to be read."""
    score_wanted = Signal(str)
    """How likely each token of this answer is."""
    compare_wanted = Signal(str)
    """This answer beside others to the same question."""
    troubled = Signal(object)
    """A MaruError of the storage."""
    mended = Signal()
    """It keeps what is said again."""

    def __init__(
        self,
        window: MainWindow,
        desk: Desk,
        view: ConversationView,
        session: ChatSession,
        *,
        presets: Presets,
        language: str,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._view = view
        self.editing = MessageEditing(view)
        self._leave: list[Callable[[], None]] = []
        self._last: str | None = None
        self._used = 0
        self._context = 0
        self.drafts = {session.conversation.id: window.composer.draft}
        self.session = session
        self._preset_choice = PresetChoice(window.composer, presets, lambda: self.session, language=language)
        self._connect()
        self.show_session(session)

    def show_session(self, session: ChatSession) -> None:
        """Read and write this chat from now on."""
        self.leave_session()
        self.session = session
        self._leave = [
            session.added.connect(self._show_added),
            session.streamed.connect(self._show_streamed),
            session.voted.connect(self._show_voted),
            session.preset_changed.connect(self._preset_choice.renew),
            session.evaluated.connect(self._show_evaluated),
            session.finished.connect(self._show_finished),
            session.switched.connect(self._show_switched),
            session.reported.connect(self._show_reported),
            session.renamed.connect(self._show_title),
            session.troubled.connect(self.troubled.emit),
            session.mended.connect(self.mended.emit),
        ]
        self._show_title(session.conversation.title)
        self._measure(session.path())
        self._show_rows(is_new=True)
        self._preset_choice.renew()
        self._window.composer.show_draft(self.drafts.pop(session.conversation.id, Draft()))
        self._renew()
        self._window.composer.setFocus()
        self.resume_edit()

    def resume_edit(self) -> None:
        """Open the edit that was begun in this chat before it was left."""
        if not self.session.answering:
            self.editing.resume(self.session.conversation)

    def leave_session(self) -> None:
        """Hear nothing of it any more, and keep what is written but not sent."""
        draft = self._window.composer.draft
        if self._leave and draft != Draft():
            self.drafts[self.session.conversation.id] = draft
        for leave in self._leave:
            leave()
        self._leave = []
        self.editing.leave(self.session.conversation)
        self._desk.find_bar.end()

    def dress(self, look: Look) -> None:
        self.editing.dress(look)
        self._preset_choice.dress(look)

    def retry(self, turn_id: str) -> None:
        """Answer this question, or the question of this answer, once more."""
        if not self.session.answering:
            self.session.regenerate(turn_id)
            self._renew()

    def shown_text(self, turn_id: str) -> str:
        """What stands on the screen of this turn; empty when it does not."""
        return next((row.text for row in self._view.rows if row.id == turn_id), "")

    def regenerate_last(self) -> None:
        path = self.session.path()
        if path:
            self.retry(path[-1].id)

    def edit_last_question(self) -> None:
        asked = [turn for turn in self.session.path() if turn.message.role is Role.USER]
        if asked:
            self._edit(asked[-1].id)

    def copy_last_answer(self) -> None:
        said = [turn for turn in self.session.path() if turn.message.role is Role.ASSISTANT]
        if said:
            QGuiApplication.clipboard().setText(said[-1].message.text)

    def show_context(self, context: int) -> None:
        """The loaded model's context in tokens; 0 while none is loaded."""
        self._context = context
        self._window.quiet_line.show_context(self._used, context)

    def _connect(self) -> None:
        window, view = self._window, self._view
        window.composer.submitted.connect(self._send)
        window.composer.stopped.connect(self._stop)
        window.escaped.connect(self._stop)
        self._desk.welcome.asked.connect(self.send)
        self._preset_choice.renewed.connect(self.preset_shown)
        self._preset_choice.page_wanted.connect(self.presets_wanted)
        window.header.renamed.connect(self._rename)
        self.editing.saved.connect(self._save_edit)
        self.editing.ended.connect(window.composer.setFocus)
        self._desk.find_bar.wanted.connect(self._find)
        self._desk.find_bar.ended.connect(self._end_find)
        view.regenerate_requested.connect(self.retry)
        view.edit_requested.connect(self._edit)
        view.version_requested.connect(self._show_version)
        view.continue_requested.connect(self._continue)
        view.remedy_chosen.connect(self._choose_remedy)
        view.example_requested.connect(self._offer_example)
        view.prompt_requested.connect(self.prompt_wanted)
        view.score_requested.connect(self.score_wanted)
        view.compare_requested.connect(self.compare_wanted)
        view.link_activated.connect(self.link_wanted)

    # What the person wants

    def send(self, text: str) -> None:
        """Ask this, as if it had been written in the composer."""
        self._window.composer.ask(text)

    def _send(self, text: str) -> None:
        if self.session.answering:
            return
        try:
            self.session.send(text, self._window.composer.values)
        except (VariableMissing, VariableRefused) as error:
            self._window.composer.take_back(error)
        else:
            self._renew()

    def _rename(self, title: str) -> None:
        self.session.rename(title)

    def _stop(self) -> None:
        self.session.stop()

    def _continue(self, turn_id: str) -> None:
        if not self.session.answering:
            self.session.continue_answer(turn_id)
            self._renew()

    def _show_version(self, turn_id: str, number: int) -> None:
        versions = self.session.conversation.versions(turn_id)
        if not self.session.answering and 1 <= number <= len(versions):
            self.session.show(versions[number - 1].id)

    def _choose_remedy(self, turn_id: str, remedy: str) -> None:
        if remedy == Remedy.RETRY:
            self.retry(turn_id)
        else:
            self.remedy_wanted.emit(remedy, turn_id)

    def _offer_example(self, turn_id: str) -> None:
        chat = self.session.conversation
        turn = chat.turn(turn_id)
        question = chat.turn(turn.parent).message.text if turn.parent else ""
        self.example_wanted.emit(question, turn.message.text, chat.preset)

    def _edit(self, turn_id: str) -> None:
        if not self.session.answering:
            self.editing.edit(self.session.conversation, turn_id)

    def _save_edit(self, turn_id: str, text: str) -> None:
        if self.session.answering:
            return
        self.editing.end()
        self.session.edit(turn_id, text)
        self._renew()

    def start_find(self) -> None:
        self._desk.find_bar.start()

    def _find(self, text: str, forward: bool) -> None:  # noqa: FBT001 - a signal's argument
        found = self._view.find_text(text, forward=forward) if text else None
        self._desk.find_bar.show_found(found.message if found else 0, found.messages if found else 0)

    def _end_find(self) -> None:
        self._view.end_search()
        self._window.composer.setFocus()

    # What the session tells

    def _show_added(self, turn: Turn) -> None:
        """A turn elsewhere in the tree is followed by switched, which shows the path anew."""
        if turn.parent == self._last:
            self._last = turn.id
            self._view.append_row(row_of(turn, families(self.session.conversation)))
            self._desk.show_conversation(is_shown=True)

    def _show_streamed(self, turn_id: str, text: str, reasoning: str) -> None:
        self._window.quiet_line.show_speed("")  # the last of the prompt is read, though nobody has said so
        if reasoning:
            self._view.stream_reasoning(turn_id, reasoning)
        if text:
            self._view.stream_text(turn_id, text)

    def _show_voted(self, turn_id: str, outcome: Outcome) -> None:
        self._view.show_vote(turn_id, Verdict(None, outcome.vote, outcome.is_early), outcome.paths)

    def _show_evaluated(self, turn_id: str, done: int, total: int) -> None:
        words = _("Reading the chat: {done} of {total} tokens")
        self._window.quiet_line.show_speed(words.format(done=count(done), total=count(total)) if done < total else "")

    def _show_finished(self, turn: Turn) -> None:
        if any(row.id == turn.id for row in self._view.rows):
            self._view.finish(row_of(turn, families(self.session.conversation)))
        self._measure(self.session.path())
        self._renew()

    def _show_switched(self) -> None:
        self._measure(self.session.path())
        self._show_rows(is_new=False)
        self._renew()

    def _show_reported(self, report: PromptReport) -> None:
        self._used = report.prompt_tokens
        self._window.quiet_line.show_context(self._used, report.context)
        if report.left_out:
            self._show_rows(is_new=False)

    def _show_title(self, title: str) -> None:
        self._window.header.title.show_title(title or _("New chat"))
        self._window.setWindowTitle(f"{title} — {_('Maru')}" if title else _("Maru"))

    # Bringing the window up to date

    def _show_rows(self, *, is_new: bool) -> None:
        path = self.session.path()
        self._last = path[-1].id if path else None
        rows = rows_of(self.session.conversation, path, system=self.session.style.system if path else "")
        (self._view.show_rows if is_new else self._view.update_rows)(rows)
        self._desk.show_conversation(is_shown=bool(path))

    def _measure(self, path: tuple[Turn, ...]) -> None:
        """What the last answer took: its speed, and how full the context was behind it."""
        call = next((turn.call for turn in reversed(path) if turn.call and turn.call.usage.prompt_tokens), None)
        usage = call.usage if call else None
        self._used = usage.prompt_tokens + usage.completion_tokens if usage else 0
        self._window.quiet_line.show_speed(speed(call) if call else "")
        self._window.quiet_line.show_context(self._used, self._context)

    def _renew(self) -> None:
        asked = [turn.message.text for turn in self.session.path() if turn.message.role is Role.USER]
        self._window.composer.show_history(tuple(map(self._preset_choice.typed, asked)))
        self._window.composer.show_answering(is_answering=self.session.answering is not None)
        self.settled.emit()
