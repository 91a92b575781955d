import sys
from pathlib import Path

import pytest

from app import paths
from app.cli.files import as_options, files_of
from app.cli.launch import Launch, read_launch, speak_as_set
from app.domain.settings import Appearance, Language, Settings
from app.words.catalog import _


def test_no_words_open_the_window() -> None:
    launch = read_launch([])
    assert (launch.role, launch.arguments) == ("gui", ())
    assert launch.paths == paths.standard()


def test_global_options_stand_before_the_role(tmp_path: Path) -> None:
    launch = read_launch(["--data-dir", str(tmp_path), "--offline", "--log-level=debug", "chat", "--offline", "x"])
    assert launch == Launch(
        role="chat",
        arguments=("--offline", "x"),
        paths=paths.inside(tmp_path),
        offline=True,
        log_level="debug",
    )


def test_a_relative_data_folder_stays_where_it_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_launch(["--data-dir", "here", "chats"]).paths == paths.inside(tmp_path / "here")


def test_a_portable_copy_keeps_its_data_beside_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "copy"
    monkeypatch.setattr(sys, "executable", str(copy / "maru.exe"))
    (copy / "data").mkdir(parents=True)
    assert read_launch([]).paths == paths.standard()  # a checkout is never portable
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert read_launch([]).paths == paths.inside(copy / "data")
    assert read_launch(["--data-dir", str(tmp_path / "there")]).paths == paths.inside(tmp_path / "there")
    (copy / "data").rmdir()
    assert read_launch([]).paths == paths.standard()


def test_the_fake_engine_is_asked_for_by_name() -> None:
    assert read_launch(["chat"]).engine_words == ("engine",)
    assert read_launch(["--engine", "fake", "chat"]).engine_words == ("engine", "--fake")


def test_the_command_line_speaks_before_the_settings() -> None:
    korean = Settings(appearance=Appearance(language=Language.KOREAN))
    speak_as_set(read_launch(["--language", "en", "chat"]), korean)
    assert _("New chat") == "New chat"
    speak_as_set(read_launch(["chat"]), korean)
    assert _("New chat") == "새 대화"
    speak_as_set(read_launch(["chat"]), Settings())
    assert _("New chat") == "New chat"


def test_wrong_arguments_are_said_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_launch(["--language", "ko", "dance"])
    assert "사용법" in capsys.readouterr().err


def test_the_help_is_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_launch(["--language", "ko", "--help"])
    said = capsys.readouterr().out
    assert "버전" in said
    assert "show program" not in said


@pytest.mark.parametrize("word", ["a.gguf", "File:///a.gguf", "Mine.maru.TOML", "folder/anything", "there"])
def test_a_file_opens_the_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("there").touch()
    launch = read_launch([word, "b.gguf"])
    assert (launch.role, launch.arguments) == ("gui", (word, "b.gguf"))


def test_a_role_is_no_file_whatever_lies_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("chat").touch()
    assert read_launch(["chat"]).role == "chat"


@pytest.mark.parametrize("word", ["modles", "", "x" * 5_000])
def test_a_misspelled_role_is_no_file(word: str) -> None:
    with pytest.raises(SystemExit):
        read_launch([word])


def test_files_are_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert files_of(read_launch(["gui"])) == ()
    assert files_of(read_launch(["gui", "chat", "file:///a%20b.gguf"])) == (str(tmp_path / "chat"), "/a b.gguf")
    with pytest.raises(SystemExit):
        files_of(read_launch(["gui", "--wrong"]))


def test_in_the_terminal_one_model_and_one_preset_are_opened() -> None:
    files = ("/a.toml", "/-b.gguf", "/c.gguf", "/d.TOML")
    assert as_options(files) == ["--model=/-b.gguf", "--preset=/a.toml"]
    assert as_options(()) == []


def test_in_the_terminal_a_pack_is_no_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert as_options(["/my packs/cuda.marupack", "/b.gguf"]) == ["--model=/b.gguf"]
    assert capsys.readouterr().err == "In the terminal a pack is added so: maru packs add '/my packs/cuda.marupack'\n"
