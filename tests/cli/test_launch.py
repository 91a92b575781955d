from collections.abc import Iterator
from pathlib import Path

import pytest

from app import paths
from app.cli.launch import Launch, read_launch, speak_as_set
from app.domain.settings import Appearance, Language, Settings
from app.words.catalog import _, speak


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    speak("en", translations=paths.resources() / "translations")


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
