from dataclasses import replace

from app.chat.session import ChatSession
from app.domain.conversation import Turn, TurnState
from app.domain.engine_errors import EngineDied, ModelReplaced
from app.domain.fault import from_fault
from app.domain.generation import Limits
from app.domain.loading import LoadSettings
from app.domain.message import Role
from app.storage.store import open_store
from app.wiring import App
from tests.owner import Owner


def ask(session: ChatSession, owner: Owner, question: str) -> Turn:
    ended: list[Turn] = []
    disconnect = session.finished.connect(ended.append)
    session.send(question)
    owner.until(lambda: ended)
    disconnect()
    return ended[0]


def test_an_answer_streams_in_and_is_stored(app: App, owner: Owner) -> None:
    session = app.chats.new()
    pieces: list[str] = []
    session.streamed.connect(lambda _turn, text, _reasoning: pieces.append(text))
    answer = ask(session, owner, "How are you?")
    assert answer.state is TurnState.DONE
    assert len(pieces) > 1
    assert "".join(pieces) == answer.message.text
    assert answer.call
    assert answer.call.usage.completion_tokens > 0
    app.store.settle().result()
    stored = app.store.load(session.conversation.id)
    assert stored.path() == session.conversation.path()
    assert stored.title == "How are you?"


def test_reasoning_is_kept_apart(app: App, owner: Owner) -> None:
    answer = ask(app.chats.new(), owner, "/reason please")
    assert answer.message.reasoning
    assert "<think>" not in answer.message.text + answer.message.reasoning


def test_an_answer_that_another_model_interrupts_was_not_stopped(app: App, owner: Owner) -> None:
    session = app.chats.new()
    ended: list[Turn] = []
    came: list[str] = []
    session.finished.connect(ended.append)
    session.streamed.connect(lambda _turn, text, _reasoning: came.append(text))
    session.send("/long 500 /slow 20ms")
    owner.until(lambda: len(came) > 3)
    app.model.choose("/models/other.gguf", LoadSettings())
    owner.until(lambda: ended)
    assert ended[0].state is TurnState.FAILED
    assert ended[0].fault
    assert isinstance(from_fault(ended[0].fault), ModelReplaced)
    assert ended[0].message.text == "".join(came)
    assert ask(session, owner, "And now?").state is TurnState.DONE


def test_stop_keeps_what_came(app: App, owner: Owner) -> None:
    session = app.chats.new()
    ended: list[Turn] = []
    came: list[str] = []
    session.finished.connect(ended.append)
    session.streamed.connect(lambda _turn, text, _reasoning: came.append(text))
    session.send("/long 500 /slow 20ms")
    owner.until(lambda: "".join(came).strip())
    session.stop()
    owner.until(lambda: ended)
    assert ended[0].state is TurnState.STOPPED
    assert ended[0].message.text == "".join(came)


def test_regenerate_adds_a_version_and_keeps_the_first(app: App, owner: Owner) -> None:
    session = app.chats.new()
    first = ask(session, owner, "Hello")
    ended: list[Turn] = []
    session.finished.connect(ended.append)
    session.regenerate(first.id)
    owner.until(lambda: ended)
    assert [turn.id for turn in session.conversation.versions(first.id)] == [first.id, ended[0].id]
    session.show(first.id)
    assert session.path()[-1].id == first.id
    app.store.settle().result()
    assert app.store.load(session.conversation.id).tip == first.id


def test_editing_a_question_asks_again_beside_it(app: App, owner: Owner) -> None:
    session = app.chats.new()
    ask(session, owner, "Helo")
    question = session.path()[0]
    ended: list[Turn] = []
    session.finished.connect(ended.append)
    session.edit(question.id, "Hello")
    owner.until(lambda: ended)
    assert [turn.message.text for turn in session.conversation.versions(question.id)] == ["Helo", "Hello"]
    assert [turn.message.role for turn in session.path()] == [Role.USER, Role.ASSISTANT]


def test_editing_an_answer_needs_no_model(app: App, owner: Owner) -> None:
    session = app.chats.new()
    answer = ask(session, owner, "Hello")
    session.edit(answer.id, "Mine")
    assert session.path()[-1].message.text == "Mine"
    assert session.answering is None


def test_continue_appends_to_the_same_answer(app: App, owner: Owner) -> None:
    session = app.chats.new()
    session.style = replace(session.style, limits=Limits(max_tokens=2))
    first = ask(session, owner, "Tell me a story")
    session.style = replace(session.style, limits=Limits())
    ended: list[Turn] = []
    session.finished.connect(ended.append)
    session.continue_answer(first.id)
    owner.until(lambda: ended)
    assert ended[0].id == first.id
    assert ended[0].message.text.startswith(first.message.text)
    assert len(ended[0].message.text) > len(first.message.text)


def test_a_dead_engine_is_a_failed_answer_and_the_next_question_works(app: App, owner: Owner) -> None:
    session = app.chats.new()
    failed = ask(session, owner, "/die SIGSEGV after 3 tokens")
    assert failed.state is TurnState.FAILED
    assert failed.message.text
    assert failed.fault
    assert isinstance(from_fault(failed.fault), EngineDied)
    assert ask(session, owner, "Hello again").state is TurnState.DONE


def test_a_growing_answer_is_saved_before_it_ends(app: App, owner: Owner) -> None:
    session = app.chats.new()
    session.send("/long 400 /slow 20ms")

    def saved() -> bool:
        turns = app.store.load(session.conversation.id).path() if app.chats.entries() else ()
        return any(turn.state is TurnState.STREAMING and turn.message.text.strip() for turn in turns)

    session.streamed.connect(lambda *_: None)
    owner.until(saved)
    session.stop()
    owner.until(lambda: session.answering is None)


def test_a_chat_goes_on_after_the_program_was_closed(app: App, owner: Owner) -> None:
    session = app.chats.new()
    ask(session, owner, "Hello")
    app.close()
    store = open_store(app.paths)
    kept = store.load(session.conversation.id)
    store.close()
    assert kept.path() == session.conversation.path()


def test_quitting_keeps_what_came_of_an_answer(app: App, owner: Owner) -> None:
    session = app.chats.new()
    came: list[str] = []
    session.streamed.connect(lambda _turn, text, _reasoning: came.append(text))
    session.send("/long 500 /slow 20ms")
    owner.until(lambda: "".join(came).strip())
    app.close()
    store = open_store(app.paths)
    kept = store.load(session.conversation.id).path()[-1]
    store.close()
    assert kept.state is TurnState.PARTIAL
    assert kept.message.text == "".join(came)


def test_a_chat_that_is_not_kept_leaves_no_trace(app: App, owner: Owner) -> None:
    ask(app.chats.new(keep=False), owner, "a secret")
    app.store.settle().result()
    assert app.chats.entries() == ()


def test_another_chat_answers_while_one_is_read(app: App, owner: Owner) -> None:
    slow = app.chats.new()
    slow.send("/long 60 /slow 10ms")
    quick = app.chats.new()
    ask(quick, owner, "Hello")
    assert app.chats.open(slow.conversation.id) is slow
    owner.until(lambda: slow.answering is None)
    assert slow.path()[-1].state is TurnState.DONE


def test_delete_and_undo(app: App, owner: Owner) -> None:
    session = app.chats.new()
    ask(session, owner, "Hello")
    changed: list[int] = []
    app.chats.changed.connect(lambda: changed.append(len(app.chats.entries())))
    app.chats.delete(session.conversation.id)
    owner.until(lambda: changed and changed[-1] == 0)
    app.chats.restore(session.conversation.id)
    owner.until(lambda: changed[-1] == 1)
