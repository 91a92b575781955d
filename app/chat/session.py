"""One open chat: asks, regenerates, edits, continues, stops; a turn happens here for every face of the program."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from types import MappingProxyType

from app.chat.answer import answered
from app.chat.model import ActiveModel
from app.chat.record import Record
from app.chat.run import Run
from app.chat.titles import tidy, title_from
from app.domain.compose import compose, fill
from app.domain.conversation import Conversation, ModelCall, Turn, TurnState, new_id
from app.domain.engine_errors import LoadCancelled
from app.domain.errors import MaruError
from app.domain.event import Deliver, Event
from app.domain.fault import Fault
from app.domain.generation import ContextPolicy, Limits, Prompt, PromptReport, StopReason
from app.domain.message import Message, Reasoning, Role, Text, assistant, user
from app.domain.outcome import Outcome, SampledPath
from app.domain.preset import TEXT, Preset
from app.domain.sampling import Sampling
from app.domain.task import Task
from app.storage.store import Store

NO_VALUES: Mapping[str, str] = MappingProxyType({})
PresetOf = Callable[[str], Preset | None]
"""The preset of this key as it is now; None where there is none (any more)."""


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
        self,
        conversation: Conversation,
        *,
        model: ActiveModel,
        store: Store | None,
        deliver: Deliver,
        preset_of: PresetOf = lambda _: None,
    ) -> None:
        self.added: Event[[Turn]] = Event()
        self.streamed: Event[[str, str, str]] = Event()
        """Of several samples the first; drafts and reviews of second thought come as reasoning."""
        self.voted: Event[[str, Outcome]] = Event()
        self.evaluated: Event[[str, int, int]] = Event()
        self.finished: Event[[Turn]] = Event()
        self.switched: Event[[]] = Event()
        self.reported: Event[[PromptReport]] = Event()
        self.troubled: Event[[MaruError]] = Event()
        self.renamed: Event[[str]] = Event()
        self.preset_changed: Event[[]] = Event()
        self.conversation = conversation
        self.style = Style(system=conversation.system)
        self._model = model
        self._preset_of = preset_of
        self._record = Record(store, deliver, is_stored=bool(conversation.turns))
        self._record.troubled.connect(self.troubled)
        self.mended = self._record.mended
        self._growing: _Growing | None = None

    @property
    def answering(self) -> str | None:
        """The id of the turn that grows; None when the session is at rest."""
        return self._growing.turn.id if self._growing else None

    @property
    def preset(self) -> Preset | None:
        """What questions are asked with; an edit of it counts at once."""
        return self._preset_of(self.conversation.preset) if self.conversation.preset else None

    def path(self) -> tuple[Turn, ...]:
        """The turns as they are read now, a growing answer up to its last piece."""
        growing = self._growing.so_far() if self._growing else None
        return tuple(growing if growing and turn.id == growing.id else turn for turn in self.conversation.path())

    def use_preset(self, key: str) -> None:
        """From now on; empty for none."""
        self.conversation = replace(self.conversation, preset=key)
        self._record.note(lambda store: store.set_preset(self.conversation.id, key))
        self.preset_changed()

    def send(self, text: str, values: Mapping[str, str] = NO_VALUES) -> None:
        """Ask at the end of the shown path; values are for the preset's other variables.

        Raises VariableMissing, VariableRefused, VariableUnknown before anything is said.
        """
        question = self._turn(self.conversation.tip, self._question(text, values))
        if not self.conversation.title:
            self._title(title_from(text or question.message.text))
        self._add(question)
        self._answer(question.id)

    def prompt_for(self, text: str, values: Mapping[str, str] = NO_VALUES) -> Prompt:
        """What would be sent if this were asked now. Raises as send."""
        said = (*(turn.message for turn in self.conversation.path()), self._question(text, values))
        return self._task(self.preset, said).prompt

    def prompt_of(self, turn_id: str) -> Prompt:
        """What this answer was written to, or what would be sent for this question, before anything is left out."""
        turn = self.conversation.turn(turn_id)
        is_answer = turn.message.role is Role.ASSISTANT
        asked = turn.call.preset if is_answer and turn.call else self.preset
        said = [item.message for item in self.conversation.path(turn_id)]
        return self._task(asked, said[:-1] if is_answer else said).prompt

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

    def branch(self, turn_id: str, text: str) -> None:
        """Another version of this answer, which begins with text and is written on from there."""
        old = self.conversation.turn(turn_id)
        kept = tuple(part for part in old.message.parts if isinstance(part, Reasoning))
        self._add(self._turn(old.parent, Message(Role.ASSISTANT, (*kept, Text(text)))))
        if self.conversation.tip:
            self.continue_answer(self.conversation.tip)

    def begin(self, question: str, message: Message, call: ModelCall) -> None:
        """A question and its answer that were written elsewhere, at the end of the shown path."""
        asked = self._turn(self.conversation.tip, user(question))
        if not self.conversation.title:
            self._title(title_from(question))
        self._add(asked)
        self.keep(asked.id, message, call)

    def keep(self, question_id: str, message: Message, call: ModelCall) -> None:
        """An answer that was written elsewhere, as a version beside the others; one that was stopped goes on here."""
        state = TurnState.STOPPED if call.stop_reason == StopReason.CANCELLED else TurnState.DONE
        self._add(replace(self._turn(question_id, message), call=call, state=state))
        self.switched()

    def show(self, turn_id: str) -> None:
        """Read this version and what came after it."""
        self.conversation = self.conversation.show(turn_id)
        if tip := self.conversation.tip:
            self._record.note(lambda store: store.set_tip(self.conversation.id, tip))
        self.switched()

    def stop(self) -> None:
        """End the growing answer; what came stays."""
        if self._growing:
            self._growing.run.stop()

    def rename(self, title: str) -> None:
        self._title(tidy(title) or self.conversation.title)

    def settle(self) -> None:
        """Keep the growing answer as it stands: the program is about to end, and what still comes is not heard."""
        self._record.rest()
        growing, self._growing = self._growing, None
        if growing:
            self._record.update(self.conversation, replace(growing.so_far(), state=TurnState.PARTIAL))

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
        return ModelCall(model=self._model.path, settings=changed, preset=self.preset)

    def _generate(self, turn: Turn, *, prefill: bool = False) -> None:
        if self._growing:
            raise RuntimeError("an answer is growing already")
        said = [item.message for item in self.conversation.path(turn.id)]
        if not prefill:
            said.pop()
        begun = SampledPath(turn.message.text, turn.message.reasoning) if prefill else None
        task = self._task(self.preset, said, prefill=prefill)
        run = Run(task, self._model.ask, chat=self.conversation.id, policy=self.style.policy, begun=begun)
        self._growing = _Growing(replace(turn, call=self._call()), run)
        self._listen(self._growing)
        run.begin()

    def _question(self, text: str, values: Mapping[str, str]) -> Message:
        if self.preset is None:
            return user(text)
        return user(fill(self.preset, {**values, TEXT: text} if text else values))

    def _task(self, preset: Preset | None, said: Sequence[Message], *, prefill: bool = False) -> Task:
        """A preset without a system prompt of its own leaves the chat's. An answer that is continued is one path."""
        asked = preset or Preset("")
        asked = replace(asked, system=asked.system or self.style.system)
        words = [message for message in said if message.text]
        task = compose(asked, words, prefill=prefill, sampling=self.style.sampling, limits=self.style.limits)
        return replace(task, samples=1, checklist=()) if prefill else task

    def _listen(self, growing: "_Growing") -> None:
        """What an answer tells that was left behind (settle) is not heard."""

        def heard(action: Callable[..., None]) -> Callable[..., None]:
            return lambda *said: action(*said) if growing is self._growing else None

        turn_id, run = growing.turn.id, growing.run
        run.reported.connect(heard(self.reported))
        run.evaluated.connect(heard(partial(self.evaluated, turn_id)))
        run.streamed.connect(heard(partial(self._show_streamed, growing)))
        run.voted.connect(heard(partial(self.voted, turn_id)))
        run.stepped.connect(heard(lambda _: self.streamed(turn_id, "", "\n\n")))
        run.troubled.connect(heard(self.troubled))
        run.finished.connect(heard(partial(self._finish, growing)))
        run.failed.connect(heard(partial(self._fail, growing)))

    def _show_streamed(self, growing: "_Growing", path: int, text: str, reasoning: str) -> None:
        if growing.run.is_drafting:
            self.streamed(growing.turn.id, "", reasoning + text)
        elif path == 0:
            self.streamed(growing.turn.id, text, reasoning)
        self._record.update_soon(self._save_growing)

    def _finish(self, growing: "_Growing", outcome: Outcome) -> None:
        is_stopped = outcome.path.stop_reason == StopReason.CANCELLED
        state = TurnState.STOPPED if is_stopped else TurnState.DONE
        self._end(answered(growing.turn, outcome, state))
        if outcome.chosen:
            self.switched()

    def _fail(self, growing: "_Growing", fault: Fault, outcome: Outcome) -> None:
        """What had come stays, marked."""
        was_stopped = fault.kind == LoadCancelled.__name__
        state = TurnState.STOPPED if was_stopped else TurnState.FAILED
        turn = answered(growing.turn, outcome, state, is_drafting=growing.run.is_drafting)
        if was_stopped and turn.call:
            self._end(replace(turn, call=replace(turn.call, stop_reason=StopReason.CANCELLED.value)))
        else:
            self._end(replace(turn, fault=fault))

    def _end(self, turn: Turn) -> None:
        self._record.rest()
        self._growing = None
        self.conversation = self.conversation.update(turn)
        self._record.update(self.conversation, turn)
        self.finished(turn)

    def _title(self, title: str) -> None:
        self.conversation = replace(self.conversation, title=title)
        self._record.note(lambda store: store.rename(self.conversation.id, title))
        self.renamed(title)

    def _add(self, turn: Turn) -> None:
        self.conversation = self.conversation.add(turn)
        if not self.conversation.model:
            self.conversation = replace(self.conversation, model=self._model.path)
        self._record.add(self.conversation, turn)
        self.added(turn)

    def _save_growing(self) -> None:
        if self._growing:
            self._record.update(self.conversation, self._growing.so_far())


@dataclass(frozen=True)
class _Growing:
    """The answer that is being written: its turn as it was begun, and the run that writes it."""

    turn: Turn
    run: Run

    def so_far(self) -> Turn:
        return answered(self.turn, self.run.so_far(), TurnState.STREAMING, is_drafting=self.run.is_drafting)
