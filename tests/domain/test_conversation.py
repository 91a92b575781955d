from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.domain.conversation import Conversation, Turn, TurnState, new_id
from app.domain.errors import NotFound
from app.domain.message import Message, assistant, user


def turn(name: str, parent: str | None = None, *, message: Message | None = None) -> Turn:
    return Turn(name, parent, message or user(name), created=0.0)


def tree(*pairs: tuple[str, str | None]) -> Conversation:
    conversation = Conversation("c")
    for name, parent in pairs:
        conversation = conversation.add(turn(name, parent))
    return conversation


FORKED = (("q", None), ("a1", "q"), ("a2", "q"), ("r", "a2"), ("b", "r"))


def names(turns: tuple[Turn, ...]) -> list[str]:
    return [one.id for one in turns]


def test_the_path_leads_from_the_first_question_to_the_tip() -> None:
    assert names(tree(*FORKED).path()) == ["q", "a2", "r", "b"]
    assert names(tree(*FORKED).path("a1")) == ["q", "a1"]
    assert Conversation("c").path() == ()


def test_versions_are_siblings_oldest_first() -> None:
    conversation = tree(*FORKED, ("q2", None))
    assert names(conversation.versions("a2")) == ["a1", "a2"]
    assert names(conversation.versions("q")) == ["q", "q2"]


def test_showing_a_version_goes_down_to_its_newest_turn() -> None:
    conversation = tree(*FORKED).show("a1")
    assert conversation.tip == "a1"
    assert conversation.show("a2").tip == "b"
    assert conversation.show("q").tip == "b"


def test_an_answer_grows_in_its_place() -> None:
    conversation = tree(*FORKED)
    grown = turn("a1", "q", message=assistant("more"))
    updated = conversation.update(grown)
    assert updated.turn("a1").message.text == "more"
    assert list(updated.turns) == list(conversation.turns)
    assert updated.tip == conversation.tip
    assert conversation.turn("a1").message.text == "a1"


def test_nothing_can_be_put_where_it_does_not_belong() -> None:
    conversation = tree(*FORKED)
    with pytest.raises(NotFound):
        conversation.add(turn("x", "nowhere"))
    with pytest.raises(ValueError, match="a1"):
        conversation.add(turn("a1", "q"))
    with pytest.raises(ValueError, match="b"):
        conversation.update(turn("b", "q"))
    with pytest.raises(NotFound):
        conversation.update(turn("x"))
    with pytest.raises(NotFound):
        conversation.show("x")


def test_new_ids_sort_by_the_time_of_their_making() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == len(ids)
    assert [one[:12] for one in ids] == sorted(one[:12] for one in ids)


class Tree(RuleBasedStateMachine):
    """Whatever a person does: one path from a first question to the tip, and no turn is ever lost."""

    @initialize()
    def begin(self) -> None:
        self.conversation = Conversation("c")
        self.said: dict[str, Turn] = {}

    def pick(self, data: st.DataObject) -> Turn:
        return data.draw(st.sampled_from(list(self.said.values())))

    @rule(data=st.data(), at_root=st.booleans())
    def add(self, data: st.DataObject, at_root: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        parent = None if at_root or not self.said else self.pick(data).id
        made = turn(f"t{len(self.said)}", parent)
        self.conversation = self.conversation.add(made)
        self.said[made.id] = made
        assert self.conversation.tip == made.id

    @precondition(lambda self: self.said)
    @rule(data=st.data(), text=st.text(max_size=5), state=st.sampled_from(TurnState))
    def update(self, data: st.DataObject, text: str, state: TurnState) -> None:
        old = self.pick(data)
        made = Turn(old.id, old.parent, assistant(text), created=1.0, state=state)
        self.conversation = self.conversation.update(made)
        self.said[made.id] = made

    @precondition(lambda self: self.said)
    @rule(data=st.data())
    def show(self, data: st.DataObject) -> None:
        shown = self.pick(data)
        self.conversation = self.conversation.show(shown.id)
        assert shown.id in names(self.conversation.path())
        assert all(one.parent != self.conversation.tip for one in self.said.values())

    @invariant()
    def no_turn_is_lost(self) -> None:
        assert dict(self.conversation.turns) == self.said

    @invariant()
    def one_path_leads_to_the_tip(self) -> None:
        path = self.conversation.path()
        assert [one.parent for one in path] == [None, *names(path)][: len(path)]
        assert bool(path) == bool(self.said)
        for one in path:
            assert one in self.conversation.versions(one.id)


TestTree = Tree.TestCase


@given(st.lists(st.integers(0, 20), max_size=20))
def test_a_conversation_is_a_value(parents: list[int]) -> None:
    conversation = tree(("t0", None))
    for number, parent in enumerate(parents, start=1):
        before, kept = conversation, dict(conversation.turns)
        conversation = conversation.add(turn(f"t{number}", f"t{min(parent, number - 1)}"))
        assert dict(before.turns) == kept
    assert isinstance(conversation.turns, MappingProxyType)
