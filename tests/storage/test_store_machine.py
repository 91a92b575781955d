"""Whatever is done in whatever order: the store holds the same as the values of the domain."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.domain.conversation import Conversation, ModelCall, Turn, TurnState, new_id
from app.domain.fault import Fault
from app.domain.message import Attachment, Message, Reasoning, Role, Text
from app.paths import inside
from app.storage.store import open_store

texts = st.text(max_size=20)
parts = st.lists(
    st.one_of(st.builds(Text, texts), st.builds(Reasoning, texts), st.builds(Attachment, texts, texts, texts)),
    max_size=3,
).map(tuple)
messages = st.builds(Message, st.sampled_from(Role), parts)
calls = st.none() | st.builds(ModelCall, texts, seed=st.none() | st.integers(0, 2**32 - 1), left_out=st.integers(0, 99))
faults = st.none() | st.just(Fault("EngineDied", {"exit_code": -9, "signal": None, "log_tail": "\x00"}))
states = st.sampled_from(TurnState)


@dataclass
class Kept:
    """What must be there."""

    conversation: Conversation
    is_binned: bool = False
    is_pinned: bool = False


class StoreMachine(RuleBasedStateMachine):
    chats = Bundle("chats")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.paths = inside(Path(self.folder.name))
        self.kept: dict[str, Kept] = {}
        self.touched = ""

    @initialize()
    def open(self) -> None:
        self.store = open_store(self.paths)

    @rule(target=chats, title=texts, system=texts, model=texts, created=st.floats(0, 2e9))
    def create(self, title: str, system: str, model: str, created: float) -> str:
        conversation = Conversation(new_id(), title=title, system=system, model=model, created=created)
        self.kept[conversation.id] = Kept(conversation)
        self.store.create(conversation)
        return self.touch(conversation.id)

    @rule(chat=chats, data=st.data(), message=messages, state=states, call=calls, fault=faults)
    def add_turn(
        self,
        chat: str,
        data: st.DataObject,
        message: Message,
        state: TurnState,
        call: ModelCall | None,
        fault: Fault | None,
    ) -> None:
        kept = self.kept[chat]
        parent = data.draw(st.sampled_from([None, *kept.conversation.turns]))
        turn = Turn(new_id(), parent, message, 1.5, state, call, fault)
        kept.conversation = kept.conversation.add(turn)
        self.store.add_turn(self.touch(chat), turn)

    @rule(chat=chats, data=st.data(), message=messages, state=states, call=calls)
    def update_turn(
        self, chat: str, data: st.DataObject, message: Message, state: TurnState, call: ModelCall | None
    ) -> None:
        turn = self.any_turn(chat, data)
        if turn:
            role = turn.message.role
            turn = replace(turn, message=replace(message, role=role), state=state, call=call)
            self.kept[chat].conversation = self.kept[chat].conversation.update(turn)
            self.store.update_turn(self.touch(chat), turn)

    @rule(chat=chats, data=st.data())
    def show(self, chat: str, data: st.DataObject) -> None:
        turn = self.any_turn(chat, data)
        if turn:
            shown = self.kept[chat].conversation.show(turn.id)
            self.kept[chat].conversation = shown
            assert shown.tip
            self.store.set_tip(self.touch(chat), shown.tip)

    @rule(chat=chats, title=texts, system=texts, model=texts)
    def change(self, chat: str, title: str, system: str, model: str) -> None:
        kept = self.kept[self.touch(chat)]
        kept.conversation = replace(kept.conversation, title=title, system=system, model=model)
        self.store.rename(chat, title)
        self.store.set_system(chat, system)
        self.store.set_model(chat, model)

    @rule(chat=chats)
    def put(self, chat: str) -> None:
        self.store.put(self.kept[self.touch(chat)].conversation)

    @rule(chat=chats, is_binned=st.booleans(), is_pinned=st.booleans())
    def move(self, chat: str, *, is_binned: bool, is_pinned: bool) -> None:
        kept = self.kept[self.touch(chat)]
        kept.is_binned, kept.is_pinned = is_binned, is_pinned
        self.store.set_pinned(chat, pinned=is_pinned)
        if is_binned:
            self.store.move_to_bin(chat)
        else:
            self.store.restore(chat)

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = open_store(self.paths)
        for kept in self.kept.values():
            for turn in kept.conversation.turns.values():
                if turn.state is TurnState.STREAMING:
                    kept.conversation = kept.conversation.update(replace(turn, state=TurnState.PARTIAL))

    @invariant()
    def touched_chat_is_as_it_should_be(self) -> None:
        if self.touched:
            self.check(self.touched)

    @precondition(lambda self: self.kept)
    @rule()
    def all_is_as_it_should_be(self) -> None:
        for chat in self.kept:
            self.check(chat)
        for is_binned in (False, True):
            listed = {
                entry.id: (entry.title, entry.turns, entry.pinned) for entry in self.store.chats(binned=is_binned)
            }
            assert listed == {
                chat: (kept.conversation.title, len(kept.conversation.turns), kept.is_pinned)
                for chat, kept in self.kept.items()
                if kept.is_binned == is_binned
            }

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    def check(self, chat: str) -> None:
        read, kept = self.store.load(chat), self.kept[chat].conversation
        assert read == kept
        assert list(read.turns) == list(kept.turns)

    def touch(self, chat: str) -> str:
        self.touched = chat
        return chat

    def any_turn(self, chat: str, data: st.DataObject) -> Turn | None:
        turns = list(self.kept[chat].conversation.turns.values())
        return data.draw(st.sampled_from(turns)) if turns else None


TestStore = StoreMachine.TestCase
TestStore.settings = settings(max_examples=20, stateful_step_count=25)
