"""A chat that is asked with a preset: the question is filled, the answer extracted, voted, reviewed, branched."""

import pytest

from app.chat.answer import call_of, message_of
from app.chat.chats import Chats
from app.chat.session import ChatSession
from app.domain.conversation import ModelCall, Turn, TurnState
from app.domain.generation import ChatPrompt, PartKind, RawPrompt, StopReason
from app.domain.message import Role
from app.domain.outcome import Outcome, SampledPath
from app.domain.preset import (
    AnswerRule,
    AnswerType,
    Example,
    Preset,
    PresetKind,
    RuleKind,
    SelfConsistency,
    Variable,
    VariableType,
)
from app.domain.preset_errors import VariableMissing, VariableRefused
from app.wiring import App
from tests.owner import Owner

RULE = AnswerRule(
    RuleKind.PATTERN,
    pattern=r"The answer is (?P<answer>.+?)\.",
    type=AnswerType.NUMBER,
    phrase="The answer is {{answer}}.",
)
PRESETS = {
    "age": Preset(
        "Age",
        system="You solve word problems.",
        template="Solve this: {{text}}",
        examples=(Example("2 + 2?", "4", reasoning="Two and two."),),
        rule=RULE,
    ),
    "vote": Preset("Vote", rule=RULE, self_consistency=SelfConsistency(5)),
    "letter": Preset(
        "Letter",
        template="Write to {{who}} in {{tone}} words: {{text}}",
        variables=(
            Variable("who", VariableType.LINE),
            Variable("tone", VariableType.CHOICE, default="kind", choices=("kind", "short")),
        ),
    ),
    "twice": Preset("Twice", checklist=("Is it true?",)),
    "base": Preset("Base", kind=PresetKind.COMPLETION, template="The sky is {{text}}"),
}


@pytest.fixture
def session(app: App, owner: Owner) -> ChatSession:
    return Chats(app.store, app.model, owner.post, preset_of=PRESETS.get).new()


def ask(session: ChatSession, owner: Owner, question: str, **values: str) -> Turn:
    ended: list[Turn] = []
    disconnect = session.finished.connect(ended.append)
    session.send(question, values)
    owner.until(lambda: ended)
    disconnect()
    return ended[0]


def test_the_question_is_filled_and_the_answer_found(session: ChatSession, owner: Owner, app: App) -> None:
    session.use_preset("age")
    answer = ask(session, owner, "Now? /answers 67")
    assert session.conversation.path()[0].message.text == "Solve this: Now? /answers 67"
    assert session.conversation.title == "Now? /answers 67"
    assert answer.call
    assert (answer.call.answer, answer.call.has_rule, answer.call.preset) == ("67", True, PRESETS["age"])
    app.store.settle().result()
    stored = app.store.load(session.conversation.id)
    assert (stored.preset, stored.path()) == ("age", session.conversation.path())


def test_a_preset_chosen_later_is_kept(session: ChatSession, owner: Owner, app: App) -> None:
    changes: list[str] = []
    session.preset_changed.connect(lambda: changes.append(session.conversation.preset))
    ask(session, owner, "Hello")
    session.use_preset("twice")
    session.use_preset("")
    app.store.settle().result()
    assert changes == ["twice", ""]
    assert app.store.load(session.conversation.id).preset == ""
    assert session.preset is None


def test_a_preset_that_is_gone_asks_plainly(session: ChatSession, owner: Owner) -> None:
    session.use_preset("deleted")
    assert session.preset is None
    answer = ask(session, owner, "Hello")
    assert answer.call
    assert answer.call.preset is None


def test_what_is_missing_or_wrong_asks_nothing(session: ChatSession) -> None:
    session.use_preset("letter")
    with pytest.raises(VariableMissing):
        session.send("Thanks!")
    with pytest.raises(VariableRefused):
        session.send("Thanks!", {"who": "Mina", "tone": "rude"})
    assert not session.conversation.turns
    assert session.conversation.title == ""


def test_the_other_variables_come_from_the_form(session: ChatSession, owner: Owner) -> None:
    session.use_preset("letter")
    ask(session, owner, "Thanks!", who="Mina")
    assert session.conversation.path()[0].message.text == "Write to Mina in kind words: Thanks!"


def test_the_majority_is_the_message(session: ChatSession, owner: Owner) -> None:
    session.use_preset("vote")
    votes: list[Outcome] = []
    switched: list[bool] = []
    session.voted.connect(lambda _turn, outcome: votes.append(outcome))
    session.switched.connect(lambda: switched.append(True))
    answer = ask(session, owner, "How old? /answers 35 67 67 67 12")
    assert answer.call
    assert votes[0].vote.cast == 0
    assert answer.call.answer == "67"
    assert len(answer.call.paths) == 5
    assert answer.message.text == next(path.text for path in answer.call.paths if path.key == "67")
    assert switched


def test_the_draft_streams_as_reasoning_and_is_kept(session: ChatSession, owner: Owner) -> None:
    session.use_preset("twice")
    came: list[tuple[str, str]] = []
    session.streamed.connect(lambda _turn, text, reasoning: came.append((text, reasoning)))
    answer = ask(session, owner, "Why is the sea salty?")
    assert answer.call
    draft, review = answer.call.drafts
    assert "".join(text for text, _ in came) == answer.message.text
    assert "".join(reasoning for _, reasoning in came).split("\n\n")[0] == draft
    assert review
    assert answer.message.reasoning == ""


def test_a_program_that_ends_in_a_draft_has_kept_it(session: ChatSession, owner: Owner, app: App) -> None:
    session.use_preset("twice")
    came: list[str] = []
    session.streamed.connect(lambda _turn, _text, reasoning: came.append(reasoning))
    session.send("/slow 20ms /long 300")
    owner.until(lambda: len(came) > 3)
    session.settle()
    app.store.settle().result()
    turn = app.store.load(session.conversation.id).path()[-1]
    assert turn.state is TurnState.PARTIAL
    assert turn.message.text == ""
    assert turn.call
    assert turn.call.drafts == ("".join(came),)


def test_another_version_begins_with_what_was_chosen(session: ChatSession, owner: Owner) -> None:
    answer = ask(session, owner, "How are you?")
    ended: list[Turn] = []
    session.finished.connect(ended.append)
    session.branch(answer.id, answer.message.text[:9])
    owner.until(lambda: ended)
    assert ended[0].message.text.startswith(answer.message.text[:9])
    assert [turn.id for turn in session.conversation.versions(answer.id)] == [answer.id, ended[0].id]
    assert session.conversation.turn(answer.id).message == answer.message


def test_an_answer_that_is_continued_is_one_path(session: ChatSession, owner: Owner) -> None:
    session.use_preset("vote")
    answer = ask(session, owner, "How old? /answers 67")
    ended: list[Turn] = []
    session.finished.connect(ended.append)
    session.continue_answer(answer.id)
    owner.until(lambda: ended)
    assert ended[0].call
    assert ended[0].call.paths == ()
    assert ended[0].message.text.startswith(answer.message.text)


def test_the_prompt_of_any_turn_can_be_made_again(session: ChatSession, owner: Owner) -> None:
    """Even after the preset was changed or put away."""
    session.use_preset("age")
    answer = ask(session, owner, "Now? /answers 67")
    session.use_preset("")
    prompt = session.prompt_of(answer.id)
    assert isinstance(prompt, ChatPrompt)
    assert [message.text for message in prompt.messages] == [
        "You solve word problems.",
        "2 + 2?",
        "The answer is 4.",
        "Solve this: Now? /answers 67",
    ]
    assert prompt.kept == 2
    next_one = session.prompt_for("And then?")
    assert isinstance(next_one, ChatPrompt)
    assert [message.role for message in next_one.messages] == [Role.USER, Role.ASSISTANT, Role.USER]


def test_a_base_model_is_given_a_text(session: ChatSession) -> None:
    session.use_preset("base")
    prompt = session.prompt_for("so")
    assert isinstance(prompt, RawPrompt)
    assert prompt.text == "The sky is so"
    assert {span.kind for span in prompt.spans} <= {PartKind.QUESTION}


def test_what_was_written_elsewhere_is_kept_as_it_is(session: ChatSession, owner: Owner, app: App) -> None:
    outcome = Outcome((SampledPath("Because of rivers.", stop_reason=StopReason.END),))
    call = call_of(outcome, ModelCall("/models/other.gguf", preset=PRESETS["age"]))
    session.begin("Why is the sea salty?", message_of(outcome), call)
    question, answer = session.conversation.path()
    session.keep(question.id, message_of(outcome), call)
    assert len(session.conversation.versions(answer.id)) == 2
    app.store.settle().result()
    assert app.store.load(session.conversation.id).path() == session.conversation.path()
