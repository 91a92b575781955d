from dataclasses import replace

import pytest

from app.domain.conversation import Conversation, TurnState
from app.domain.errors import NotFound
from app.domain.message import Attachment, Message, Reasoning, Role, Text, assistant, user
from app.storage.store import Store
from tests.storage.conftest import Clock, Open
from tests.storage.samples import CALL, chat, turn


def test_what_is_stored_comes_back(store: Store) -> None:
    written = chat()
    written = written.add(turn("another", written.tip, is_answer=True, state=TurnState.FAILED))
    parts = (Reasoning("so"), Text("text"), Attachment("ab" * 32, "photo.png", "image/png"))
    written = written.add(replace(turn("", None), message=Message(Role.USER, parts)))
    store.create(written)
    read = store.load(written.id)
    assert read == written
    assert tuple(read.turns) == tuple(written.turns)


def test_it_is_there_after_the_program_was_closed(store: Store, reopen: Open) -> None:
    written = chat()
    store.create(written)
    assert reopen().load(written.id) == written


@pytest.mark.parametrize(
    "text",
    [
        "a\x00b",
        "\x00",
        "",
        "서울에서 👩‍👩‍👧",
        "\u202eright to left\u202c e\u0301",
        "\r\n\t\x7f\x1b[31m\u2028",
        '{"type":"text"} \\ " \\u0000',
        "'; DROP TABLE turn; --",
        "\uffff\ufffe\U0010ffff",
    ],
)
def test_any_text_survives(store: Store, reopen: Open, text: str) -> None:
    written = replace(chat(turns=0), title=text, system=text, model=text)
    written = written.add(replace(turn("", None), message=assistant(text, reasoning=text)))
    store.create(written).result()
    assert reopen().load(written.id) == written


def test_a_million_characters_survive(store: Store, reopen: Open) -> None:
    text = "긴 글 long\n" * 100_000
    written = chat(turns=0).add(turn(text, None))
    store.create(written)
    assert reopen().load(written.id).path()[0].message == user(text)


def test_lone_surrogates_become_replacement_characters(store: Store) -> None:
    raw = Message(Role.ASSISTANT, (Text("a\ud800b"),))
    call = replace(CALL, settings={"stop": "\udfff"})
    written = replace(chat(turns=0), title="\udc80", system="x\ud83d", model="/m\udcff.gguf")
    written = written.add(replace(turn("", None), message=raw, call=call))
    store.create(written)
    read = store.load(written.id)
    assert (read.title, read.system, read.model) == ("\ufffd", "x\ufffd", "/m\ufffd.gguf")
    assert read.path()[0].message == assistant("a\ufffdb")
    assert read.path()[0].call == replace(CALL, settings={"stop": "\ufffd"})
    assert len(store.chats()) == 1
    with pytest.raises(NotFound):
        store.load("\udc80")


def test_the_list_tells_what_it_shows(store: Store, clock: Clock) -> None:
    first, second = chat(title="first"), chat(title="second", turns=2)
    store.create(first)
    clock.pass_days(1)
    store.create(second)
    newest, oldest = store.chats()
    assert (newest.id, newest.title, newest.turns, newest.model) == (second.id, "second", 2, "/m.gguf")
    assert (newest.updated, newest.created) == (clock.now, second.created)
    assert oldest.id == first.id
    clock.pass_days(1)
    store.add_turn(first.id, turn("more", first.tip))
    assert [entry.id for entry in store.chats()] == [first.id, second.id]


def test_a_streaming_answer_does_not_move_its_chat_and_its_end_does(store: Store, clock: Clock) -> None:
    old, new = chat(title="old"), chat(title="new")
    store.create(old)
    clock.pass_days(1)
    store.create(new)
    clock.pass_days(1)
    answer = replace(old.turn(old.tip or ""), state=TurnState.STREAMING)
    store.update_turn(old.id, answer)
    assert [entry.title for entry in store.chats()] == ["new", "old"]
    store.update_turn(old.id, replace(answer, state=TurnState.DONE))
    assert [entry.title for entry in store.chats()] == ["old", "new"]


def test_pinned_chats_come_first(store: Store, clock: Clock) -> None:
    pinned = chat(title="pinned")
    store.create(pinned)
    clock.pass_days(1)
    store.create(chat(title="newer"))
    store.set_pinned(pinned.id, pinned=True)
    assert [(entry.title, entry.pinned) for entry in store.chats()] == [("pinned", True), ("newer", False)]
    store.set_pinned(pinned.id, pinned=False)
    assert [entry.title for entry in store.chats()] == ["newer", "pinned"]


@pytest.mark.parametrize(
    ("title", "search"),
    [
        ("서울에서 부산까지", "서울"),
        ("서울에서 부산까지", "부산까"),
        ("서울", "\u1109\u1165\u110b\u116e\u11af"),  # as macOS writes it, taken apart
        ("Why is the SKY blue?", "sky"),
        ("STRASSE", "straße"),
        ("École", "école"),
        ("100% sure_", "% s"),
        ("100% sure_", "E_"),
        ("a\x00b", "b"),
        ("anything", "  "),
        (" spaces ", " spaces "),
    ],
)
def test_search_finds_a_part_of_a_title(store: Store, title: str, search: str) -> None:
    store.create(chat(title=title))
    assert len(store.chats(search=search)) == 1


def test_search_leaves_out_the_others(store: Store) -> None:
    store.create(chat(title="서울에서"))
    store.create(chat(title="100 years"))
    assert [entry.title for entry in store.chats(search="에서")] == ["서울에서"]
    assert store.chats(search="100%") == ()
    assert store.chats(search="제주") == ()


def test_the_bin_keeps_a_chat_for_thirty_days(store: Store, reopen: Open, clock: Clock) -> None:
    written = chat()
    store.create(written)
    store.move_to_bin(written.id)
    assert store.chats() == ()
    assert [entry.id for entry in store.chats(binned=True)] == [written.id]
    clock.pass_days(29.9)
    store = reopen()
    assert store.load(written.id) == written
    clock.pass_days(0.2)
    store = reopen()
    assert store.chats(binned=True) == ()
    with pytest.raises(NotFound):
        store.load(written.id)


def test_restoring_brings_a_chat_back_as_it_was(store: Store, reopen: Open, clock: Clock) -> None:
    written = chat()
    store.create(written)
    store.move_to_bin(written.id)
    store.restore(written.id)
    assert [entry.id for entry in store.chats()] == [written.id]
    clock.pass_days(31)
    assert reopen().load(written.id) == written


def test_a_long_chat_is_emptied_from_the_bin_with_all_its_turns(store: Store, reopen: Open, clock: Clock) -> None:
    long, kept = chat(turns=300), chat()
    store.create(long)
    store.create(kept)
    store.move_to_bin(long.id)
    clock.pass_days(31)
    store = reopen()
    assert [entry.turns for entry in store.chats()] == [len(kept.turns)]


def test_what_streamed_when_it_ended_is_partial(store: Store, reopen: Open) -> None:
    written = chat()
    growing = turn("half an ans", written.tip, is_answer=True, state=TurnState.STREAMING)
    store.create(written)
    store.add_turn(written.id, growing)
    assert store.load(written.id).turn(growing.id) == growing
    assert reopen().load(written.id).turn(growing.id) == replace(growing, state=TurnState.PARTIAL)


def test_put_mends_what_was_not_written(store: Store) -> None:
    written = chat(turns=2)
    store.create(written)
    lost = turn("lost", written.tip)
    whole = written.add(lost)
    after = turn("after", lost.id, is_answer=True)
    with pytest.raises(NotFound):
        store.add_turn(written.id, after).result()
    whole = whole.add(after)
    store.put(whole)
    assert store.load(written.id) == whole
    assert tuple(store.load(written.id).turns) == tuple(whole.turns)


def test_put_leaves_pin_and_bin_alone(store: Store) -> None:
    written = chat()
    store.create(written)
    store.set_pinned(written.id, pinned=True)
    store.move_to_bin(written.id)
    store.put(replace(written, title="changed"))
    assert [(entry.title, entry.pinned) for entry in store.chats(binned=True)] == [("changed", True)]


def test_what_is_not_there_is_said(store: Store) -> None:
    written = chat()
    store.create(written)
    missing = turn("x", None)
    futures = [
        store.add_turn("nobody", missing),
        store.add_turn(written.id, replace(missing, parent="nobody")),
        store.update_turn(written.id, missing),
        store.update_turn("nobody", missing),
        store.set_tip(written.id, "nobody"),
        store.set_tip("nobody", "nobody"),
        store.rename("nobody", "x"),
        store.set_model("nobody", "x"),
        store.set_system("nobody", "x"),
        store.set_pinned("nobody", pinned=True),
        store.move_to_bin("nobody"),
        store.restore("nobody"),
    ]
    assert all(isinstance(future.exception(), NotFound) for future in futures)
    with pytest.raises(NotFound):
        store.load("nobody")
    assert store.load(written.id) == written


def test_a_chat_is_never_written_by_halves(store: Store) -> None:
    written = chat(turns=3)
    broken = replace(written, tip="nobody")
    assert store.create(broken).exception()
    assert store.chats() == ()
    store.create(written)
    assert store.load(written.id) == written


def test_turns_may_have_the_same_ids_in_two_chats(store: Store) -> None:
    first = chat()
    second = replace(first, id="copy", title="copy")
    store.create(first)
    store.create(second)
    store.update_turn("copy", replace(first.path()[0], message=user("changed")))
    assert store.load(first.id) == first
    assert store.load("copy").path()[0].message == user("changed")


def test_settle_is_done_after_all_that_was_asked(store: Store) -> None:
    written = chat(turns=1)
    asked = [store.create(written), *(store.rename(written.id, str(number)) for number in range(50))]
    store.settle().result()
    assert all(future.done() for future in asked)
    assert store.chats()[0].title == "49"


def test_closing_writes_what_is_queued_and_may_be_done_twice(store: Store, reopen: Open) -> None:
    chats = [chat(turns=20) for _ in range(20)]
    for written in chats:
        store.create(written)
    store.close()
    store.close()
    store = reopen()
    assert {store.load(entry.id).id for entry in store.chats()} == {written.id for written in chats}


def test_a_new_folder_is_empty(store: Store) -> None:
    assert store.chats() == ()
    assert store.notices == ()
    empty = Conversation("empty")
    store.create(empty)
    assert store.load("empty") == empty
