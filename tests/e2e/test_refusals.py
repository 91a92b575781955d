"""Bad input: one sentence on stderr, nothing on stdout, and the right exit code."""

from pathlib import Path

import pytest

from tests.e2e.conftest import Maru, Outcome
from tests.library.ggufs import CHAT, gguf

BAD_MODELS = {
    "page.gguf": b"<html>Not found</html>",
    "empty.gguf": b"",
    "cut.gguf": gguf()[:-100],
    "future.gguf": gguf(version=4),
    "past.gguf": gguf(version=1),
    "ruin.gguf": gguf(CHAT | {"general.alignment": 3}),
    "vocabulary.gguf": gguf(tensors=[]),
}


def _is_one_sentence(said: Outcome) -> bool:
    return (said.code, said.out, len(said.sentences)) == (1, "", 1)


@pytest.mark.parametrize("name", BAD_MODELS)
@pytest.mark.parametrize("role", [("models", "info"), ("chat", "Hello", "--model"), ("complete", "Hello", "--model")])
def test_a_file_that_is_no_model(maru: Maru, tmp_path: Path, name: str, role: tuple[str, ...]) -> None:
    (tmp_path / name).write_bytes(BAD_MODELS[name])
    said = maru(*role, str(tmp_path / name))
    assert _is_one_sentence(said)
    assert name in said.err


@pytest.mark.parametrize("name", ["missing.gguf", "no such model"])
def test_a_model_that_is_not_there(maru: Maru, tmp_path: Path, name: str) -> None:
    for path in (name, str(tmp_path / name)):
        assert _is_one_sentence(maru("chat", "Hello", "--model", path))


def test_a_model_that_the_engine_refuses(real_maru: Maru, tmp_path: Path) -> None:
    """Its header is right; what it says, llama.cpp does not know."""
    path = tmp_path / "alien.gguf"
    path.write_bytes(gguf({"general.architecture": "alien", "general.name": "Alien"}))
    said = real_maru("chat", "Hello", "--model", str(path))
    assert _is_one_sentence(said)
    assert "alien" in said.err


def test_a_folder_on_a_disk_that_is_not_there_is_missed(maru: Maru) -> None:
    (maru.data_dir / "settings.toml").write_text('[models]\nfolders = ["/unplugged/models"]\n')
    said = maru("models", "list", "--json")
    assert said.code == 0
    assert "“/unplugged/models” is not there" in said.sentences[0]


def test_what_is_wrong_in_a_folder_is_said_beside_the_list(maru: Maru) -> None:
    folder = maru.data_dir / "models"
    folder.mkdir()
    for name, content in BAD_MODELS.items():
        (folder / name).write_bytes(content)
    (folder / "good.gguf").write_bytes(gguf())
    said = maru("models", "list", "--json")
    assert said.code == 0
    assert len(said.sentences) == len(BAD_MODELS)
    found = {model["name"]: model for model in said.json}
    assert found["good"]["path"] == str(folder / "good.gguf")
    assert set(found["good"]) >= {
        *("name", "path", "size_bytes", "architecture", "parameters", "quantization", "context_length", "kind")
    }


@pytest.mark.parametrize(
    "words",
    [
        ("dance",),
        ("--data-dir",),
        ("--language", "fr", "chat"),
        ("--unknown", "chat"),
        ("chat", "Hello", "--unknown"),
        ("chat", "Hello", "--temperature", "9"),
        ("chat", "Hello", "--temperature", "hot"),
        ("chat", "Hello", "--top-k", "1.5"),
        ("chat", "Hello", "--new", "--temporary"),
        ("chat", "   "),
        ("chat",),
        ("complete",),
        ("models",),
        ("models", "dance"),
        ("chats", "show"),
        ("bench", "--sequences", "1,zero"),
        ("doctor", "everything"),
    ],
    ids=" ".join,
)
def test_wrong_arguments(maru: Maru, words: tuple[str, ...]) -> None:
    said = maru(*words)
    assert (said.code, said.out) == (2, "")
    assert said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("role", ["gui", "chat", "complete", "models", "chats", "bench", "doctor", "self-test"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_help(maru: Maru, role: str, language: str) -> None:
    said = maru("--language", language, role, "--help")
    assert (said.code, said.err) == (0, "")
    assert f"maru {role}" in said.out


@pytest.mark.parametrize(
    "words", [("chats", "show", "nothing"), ("chats", "rm", "x"), ("chat", "Hi", "--chat", "last")]
)
def test_a_chat_that_is_not_there(maru: Maru, words: tuple[str, ...]) -> None:
    assert _is_one_sentence(maru(*words))


def test_a_chat_of_which_there_are_several(maru: Maru) -> None:
    for question in ("Hello", "Hello again"):
        maru("chat", question)
    said = maru("chats", "show", "0")
    assert _is_one_sentence(said)
    assert "more than one" in said.err


@pytest.mark.parametrize(
    ("options", "said"),
    [((), "No chat is kept yet.\n"), (("--bin",), "The bin is empty.\n"), (("--search", "x"), "No chat has “x”")],
)
def test_no_chat_to_list(maru: Maru, options: tuple[str, ...], said: str) -> None:
    assert maru("chats", "list", *options).out.startswith(said)


def test_a_question_longer_than_the_context(maru: Maru) -> None:
    said = maru("chat", typed="word " * 200_000)
    assert _is_one_sentence(said)
    assert "8,192" in said.err


def test_a_data_folder_that_is_a_file(maru: Maru) -> None:
    maru.data_dir.rmdir()
    maru.data_dir.write_text("not a folder")
    said = maru("chats", "list")
    assert _is_one_sentence(said)
    assert "no folder" in said.err


def test_a_self_test_without_a_data_folder_does_not_say_that_all_is_well(maru: Maru) -> None:
    maru.data_dir.rmdir()
    maru.data_dir.write_text("not a folder")
    said = maru("self-test", "--json")
    assert said.code == 1
    assert [step["ok"] for step in said.json["steps"]] == [False]
    assert "no folder" in said.err


def test_no_model_is_an_empty_list_and_a_hint(maru: Maru, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "no starter model"))
    plain, json = maru("models", "list"), maru("models", "list", "--json")
    assert (plain.code, plain.out, len(plain.sentences)) == (0, "", 1)
    assert (json.code, json.json, len(json.sentences)) == (0, [], 1)


def test_sentences_are_korean_for_koreans(maru: Maru) -> None:
    english = maru("chats", "show", "nothing")
    korean = maru("--language", "ko", "chats", "show", "nothing")
    assert _is_one_sentence(korean)
    assert korean.err != english.err
