"""One open chat: asks, regenerates, edits, continues, stops; a turn happens here for every face of the program."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, fields, replace
from functools import partial

from app.chat.answer import GrowingAnswer
from app.chat.model import ActiveModel
from app.chat.titles import tidy, title_from
from app.domain.conversation import Conversation, ModelCall, Turn, TurnState, new_id
from app.domain.errors import LoadCancelled, MaruError
from app.domain.event import Deliver, Event
from app.domain.fault import Fault
from app.domain.generation import ChatPrompt, ContextPolicy, Limits, PromptReport
from app.domain.message import Message, Role, assistant, system, user
from app.domain.sampling import Sampling
from app.engine.protocol import Evaluated, Failed, Finished, FromEngine, Generate, Started, Token
from app.storage.store import Store

SAVE_EVERY_S = 0.4
"""A killed program loses at most this much of an answer, and the time of one write."""


@dataclass(frozen=True)
class Style:
    """How this chat's answers are made."""

    system: str = ""
    sampling: Sampling = field(default_factory=Sampling)
    limits: Limits = field(default_factory=Limits)
    policy: ContextPolicy = ContextPolicy.ROLLING


class ChatSession:
    """Single-threaded: every method belongs to the owner's thread, and every event fires there.

    One answer grows at a time; `answering` is its turn's id. The store is None for a chat that is not kept.
    """

    def __init__(
        self, conversation: Conversation, *, model: ActiveModel, store: Store | None, deliver: Deliver
    ) -> None:
        self.added: Event[[Turn]] = Event()
        self.streamed: Event[[str, str, str]] = Event()
        self.evaluated: Event[[str, int, int]] = Event()
        self.finished: Event[[Turn]] = Event()
        self.switched: Event[[]] = Event()
        self.reported: Event[[PromptReport]] = Event()
        self.troubled: Event[[MaruError]] = Event()
        self.renamed: Event[[str]] = Event()
        self.conversation = conversation
        self.style = Style(system=conversation.system)
        self._model = model
        self._store = store
        self._deliver = deliver
        self._is_stored = bool(conversation.turns)
        self._must_store_whole = False
        self._growing: GrowingAnswer | None = None
        self._cancel: Callable[[], None] = lambda: None
        self._timer: threading.Timer | None = None

    @property
    def answering(self) -> str | None:
        """The id of the turn that grows; None when the session is at rest."""
        return self._growing.id if self._growing else None

    def path(self) -> tuple[Turn, ...]:
        """The turns as they are read now, a growing answer up to its last piece."""
        growing = self._growing.turn if self._growing else None
        return tuple(growing if growing and turn.id == growing.id else turn for turn in self.conversation.path())

    def send(self, text: str) -> None:
        """Ask at the end of the shown path."""
        question = self._turn(self.conversation.tip, user(text))
        if not self.conversation.title:
            self._title(title_from(question.message.text))
        self._add(question)
        self._answer(question.id)

    def regenerate(self, turn_id: str) -> None:
        """Another answer beside this one, which stays; or the first one to a question that got none."""
        turn = self.conversation.turn(turn_id)
        question = turn.id if turn.message.role is Role.USER else turn.parent
        if question is None:
            raise ValueError(turn_id)
        self._answer(question)
        self.switched()

    def edit(self, turn_id: str, text: str) -> None:
        """A new version: of a question, with a new answer; of an answer, as it was typed."""
        old = self.conversation.turn(turn_id)
        is_question = old.message.role is Role.USER
        self._add(self._turn(old.parent, user(text) if is_question else assistant(text)))
        if is_question and self.conversation.tip:
            self._answer(self.conversation.tip)
        self.switched()

    def continue_answer(self, turn_id: str) -> None:
        """Let the model write on where this answer ended."""
        turn = self.conversation.turn(turn_id)
        self.conversation = replace(self.conversation, tip=turn_id)
        self._generate(turn, prefill=bool(turn.message.text))
        self.switched()

    def show(self, turn_id: str) -> None:
        """Read this version and what came after it."""
        self.conversation = self.conversation.show(turn_id)
        if self._store and self._is_stored and self.conversation.tip:
            self._watch(self._store.set_tip(self.conversation.id, self.conversation.tip))
        self.switched()

    def stop(self) -> None:
        """End the growing answer; what came stays."""
        self._cancel()

    def rename(self, title: str) -> None:
        self._title(tidy(title) or self.conversation.title)

    def settle(self) -> None:
        """Keep the growing answer as it stands: the program is about to end, and what still comes is not heard."""
        self._stop_timer()
        growing, self._growing = self._growing, None
        if growing:
            self._store_turn(replace(growing.turn, state=TurnState.PARTIAL))

    def _turn(self, parent: str | None, message: Message) -> Turn:
        return Turn(new_id(), parent, message, time.time())

    def _answer(self, question: str) -> None:
        empty = replace(self._turn(question, assistant("")), state=TurnState.STREAMING, call=self._call())
        self._add(empty)
        self._generate(empty)

    def _call(self) -> ModelCall:
        plain = Sampling()
        sampling = self.style.sampling
        chosen = {item.name: getattr(sampling, item.name) for item in fields(Sampling)}
        changed = {name: value for name, value in chosen.items() if value != getattr(plain, name)}
        return ModelCall(model=self._model.path, settings=changed)

    def _generate(self, turn: Turn, *, prefill: bool = False) -> None:
        if self._growing:
            raise RuntimeError("an answer is growing already")
        self._growing = growing = GrowingAnswer(replace(turn, call=self._call()))
        prompt = ChatPrompt(self._messages(turn, prefill=prefill), prefill=prefill)
        style = self.style
        self._cancel = self._model.ask(
            lambda number: Generate(
                number, prompt, style.sampling, limits=style.limits, policy=style.policy, chat=self.conversation.id
            ),
            partial(self._hear, growing),
        )

    def _messages(self, turn: Turn, *, prefill: bool) -> tuple[Message, ...]:
        said = [item.message for item in self.conversation.path(turn.id)]
        if not prefill:
            said.pop()
        start = (system(self.style.system),) if self.style.system else ()
        return (*start, *(message for message in said if message.text))

    def _hear(self, growing: GrowingAnswer, message: FromEngine) -> None:
        if growing is not self._growing:
            return
        match message:
            case Started(report=report):
                growing.report(report)
                self.reported(report)
            case Evaluated(done=done, total=total):
                self.evaluated(growing.id, done, total)
            case Token(text=text):
                self.streamed(growing.id, *growing.feed(text))
                self._save_soon()
            case Finished():
                self._end(growing.finish(message))
            case Failed(fault=fault):
                self._end(growing.stop() if _was_stopped(fault) else growing.fail(fault))

    def _end(self, turn: Turn) -> None:
        self._stop_timer()
        self._growing = None
        self._cancel = lambda: None
        self.conversation = self.conversation.update(turn)
        self._store_turn(turn)
        self.finished(turn)

    def _title(self, title: str) -> None:
        self.conversation = replace(self.conversation, title=title)
        if self._store and self._is_stored:
            self._watch(self._store.rename(self.conversation.id, title))
        self.renamed(title)

    def _add(self, turn: Turn) -> None:
        self.conversation = self.conversation.add(turn)
        if self._store and not self._is_stored:
            self._is_stored = True
            self.conversation = replace(self.conversation, model=self.conversation.model or self._model.path)
            self._watch(self._store.create(self.conversation))
        elif self._store:
            self._watch(self._store.add_turn(self.conversation.id, turn))
        self.added(turn)

    def _save_soon(self) -> None:
        if self._timer is None and self._store:
            self._timer = threading.Timer(SAVE_EVERY_S, self._deliver, [self._save_growing])
            self._timer.daemon = True
            self._timer.start()

    def _save_growing(self) -> None:
        self._timer = None
        if self._growing:
            self._store_turn(self._growing.turn)

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _store_turn(self, turn: Turn) -> None:
        if self._store is None:
            return
        if self._must_store_whole:
            self._must_store_whole = False
            self._watch(self._store.put(self.conversation.update(turn)))
        else:
            self._watch(self._store.update_turn(self.conversation.id, turn))

    def _watch(self, future: "Future[None]") -> None:
        future.add_done_callback(lambda done: self._deliver(partial(self._check_stored, done)))

    def _check_stored(self, done: "Future[None]") -> None:
        error = done.exception()
        if isinstance(error, MaruError):
            self._must_store_whole = True
            self.troubled(error)
        elif error:
            raise error


def _was_stopped(fault: Fault) -> bool:
    return fault.kind == LoadCancelled.__name__
