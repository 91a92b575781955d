"""A chat goes on where it was after a restart, from state files that may be anything by then."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.engine.protocol import Save, Saved
from tests.real.conftest import Distance
from tests.real.driver import Engine
from tests.real.test_generation import RIVER, ROUNDING

PROMPT = RIVER * 5 + "The mill"
MakeEngine = Callable[[], Engine]


def _talk(engine: Engine, prompt: str, *, chat: str = "chat") -> tuple[str, int]:
    """What is said, and how many tokens of the prompt were not evaluated for it."""
    asked = engine.text(prompt, chat=chat)
    return asked.text(), asked.finished.usage.reused_tokens


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.state"))


@pytest.fixture
def states(tmp_path: Path) -> Path:
    return tmp_path / "states"


def test_a_chat_is_resumed_and_says_the_same(
    make_engine: MakeEngine, starter_model: Path, states: Path, distance: Distance
) -> None:
    first = make_engine()
    first.loaded(starter_model, states=states)
    said, _ = _talk(first, PROMPT)
    first.close()  # the state is written on the way out
    assert len(_files(states)) == 1
    second = make_engine()
    second.loaded(starter_model, states=states)
    more = PROMPT + said + " Every spring"
    text, reused = _talk(second, more)
    assert reused > 100
    assert distance(starter_model, (more, text)) < ROUNDING


def test_idle_chats_are_saved_when_asked_and_by_themselves(engine: Engine, starter_model: Path, states: Path) -> None:
    engine.loaded(starter_model, states=states)
    _talk(engine, PROMPT)
    assert engine.ask(Save).first(Saved).files == 1
    assert engine.ask(Save).first(Saved).files == 0
    _talk(engine, "Other. " + PROMPT, chat="other")
    _talk(engine, "Nobody's. " + PROMPT, chat="")
    assert engine.ask(Save).first(Saved).files == 1
    assert len(_files(states)) == 2


def test_what_is_on_disk_is_not_held_beside_another_chat(engine: Engine, starter_model: Path, states: Path) -> None:
    engine.loaded(starter_model, states=states)
    said, _ = _talk(engine, PROMPT)
    engine.ask(Save)
    _talk(engine, "Other. " + PROMPT, chat="other")
    for file in _files(states):
        file.write_bytes(b"")  # so it cannot come back from there
    _, reused = _talk(engine, PROMPT + said + " Every spring")
    assert reused == 0


def test_a_chat_comes_back_from_disk_after_another_one(engine: Engine, starter_model: Path, states: Path) -> None:
    engine.loaded(starter_model, states=states)
    said, _ = _talk(engine, PROMPT)
    engine.ask(Save)
    _talk(engine, "Other. " + PROMPT, chat="other")
    _, reused = _talk(engine, PROMPT + said + " Every spring")
    assert reused > 100


def test_unsaved_chats_are_held(engine: Engine, starter_model: Path) -> None:
    engine.loaded(starter_model)
    said, _ = _talk(engine, PROMPT)
    _talk(engine, "Other. " + PROMPT, chat="other")
    _, reused = _talk(engine, PROMPT + said + " Every spring")
    assert reused > 100


def test_a_chat_has_one_file_which_its_newer_state_replaces(engine: Engine, starter_model: Path, states: Path) -> None:
    engine.loaded(starter_model, states=states)
    said, _ = _talk(engine, PROMPT)
    engine.ask(Save)
    (old,) = _files(states)
    _talk(engine, PROMPT + said + " Every spring")
    engine.ask(Save)
    (new,) = _files(states)
    assert new.stat().st_size > old.stat().st_size if old.exists() else new != old


def test_damaged_and_foreign_files_cost_the_shortcut_only(
    make_engine: MakeEngine, starter_model: Path, states: Path, distance: Distance
) -> None:
    first = make_engine()
    first.loaded(starter_model, states=states)
    _talk(first, PROMPT)
    first.close()
    (path,) = _files(states)
    good = path.read_bytes()
    changed = [
        good[: len(good) // 2],  # its size is not the one in its name
        good[:200],
        b"",
        b"nonsense" * 20,
        good[:5000] + bytes(len(good) - 5000),  # right size, right tokens, wrong inside
        good[:8] + b"\xff\xff\xff\x7f" + good[12:],
    ]
    second = make_engine()
    texts = []
    for content in changed:
        path.write_bytes(content)
        second.loaded(starter_model, states=states)
        texts.append((PROMPT, _talk(second, PROMPT, chat="")[0]))
    assert distance(starter_model, *texts) < ROUNDING


def test_states_of_other_settings_are_not_used(make_engine: MakeEngine, starter_model: Path, states: Path) -> None:
    first = make_engine()
    first.loaded(starter_model, states=states)
    _talk(first, PROMPT)
    first.close()
    second = make_engine()
    second.loaded(starter_model, states=states, cache_type_k="q8_0")
    assert _talk(second, PROMPT)[1] == 0
    second.loaded(starter_model, states=states)
    assert _talk(second, PROMPT)[1] > 100


def test_a_folder_that_cannot_be_used_is_no_reason_to_refuse_a_model(
    engine: Engine, starter_model: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a file"
    file.write_text("not a folder")
    engine.loaded(starter_model, states=file)
    assert _talk(engine, PROMPT)[0]
