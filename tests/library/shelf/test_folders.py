"""The folders of other programs, on each platform, as their sources have them."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.library.shelf.folders import GPT4ALL, HUGGING_FACE, JAN, LM_STUDIO, OLLAMA, folders_of_others


def _places(home: Path, environment: Mapping[str, str], platform: str) -> dict[str, list[str]]:
    places: dict[str, list[str]] = {}
    for folder in folders_of_others(home, environment, platform=platform):
        assert not folder.is_ours
        path = folder.path
        place = path.relative_to(home).as_posix() if path.is_relative_to(home) else path.as_posix()
        places.setdefault(folder.source, []).append(place)
    return places


EVERYWHERE = {
    LM_STUDIO: [".lmstudio/models", ".cache/lm-studio/models"],
    HUGGING_FACE: [".cache/huggingface/hub"],
}


def _jan(data: str) -> list[str]:
    return [f"{data}/llamacpp/models", f"{data}/models", "jan/llamacpp/models", "jan/models"]


@pytest.mark.parametrize(
    ("platform", "places"),
    [
        (
            "linux",
            {
                OLLAMA: [".ollama/models", "/usr/share/ollama/.ollama/models"],
                JAN: _jan(".local/share/Jan/data"),
                GPT4ALL: [".local/share/nomic.ai/GPT4All"],
            },
        ),
        (
            "darwin",
            {
                OLLAMA: [".ollama/models"],
                JAN: _jan("Library/Application Support/Jan/data"),
                GPT4ALL: ["Library/Application Support/nomic.ai/GPT4All"],
            },
        ),
        (
            "win32",
            {
                OLLAMA: [".ollama/models"],
                JAN: _jan("AppData/Roaming/Jan/data"),
                GPT4ALL: ["AppData/Local/nomic.ai/GPT4All"],
            },
        ),
    ],
)
def test_the_usual_places(tmp_path: Path, platform: str, places: dict[str, list[str]]) -> None:
    assert _places(tmp_path, {}, platform) == EVERYWHERE | places


def test_the_environment_moves_them(tmp_path: Path) -> None:
    environment = {
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "OLLAMA_MODELS": str(tmp_path / "ollama"),
        "HF_HOME": str(tmp_path / "hf"),
        "HF_HUB_CACHE": str(tmp_path / "hub"),
        "JAN_DATA_FOLDER": str(tmp_path / "jan data"),
    }
    places = _places(tmp_path, environment, "linux")
    assert places[OLLAMA] == ["ollama", ".ollama/models", "/usr/share/ollama/.ollama/models"]
    assert places[HUGGING_FACE] == ["hub", "hf/hub", "cache/huggingface/hub"]
    assert places[JAN][:3] == ["jan data/llamacpp/models", "jan data/models", "data/Jan/data/llamacpp/models"]
    assert places[GPT4ALL] == ["data/nomic.ai/GPT4All"]
    windows = _places(tmp_path, {"APPDATA": str(tmp_path / "R"), "LOCALAPPDATA": str(tmp_path / "L")}, "win32")
    assert (windows[JAN][0], windows[GPT4ALL]) == ("R/Jan/data/llamacpp/models", ["L/nomic.ai/GPT4All"])


def test_the_settings_of_the_programs_move_them(tmp_path: Path) -> None:
    studio, jan = tmp_path / ".lmstudio", tmp_path / ".local" / "share" / "Jan"
    ini = tmp_path / ".config" / "nomic.ai" / "GPT4All.ini"
    for folder in (studio, jan, ini.parent):
        folder.mkdir(parents=True)
    (studio / "settings.json").write_text(json.dumps({"downloadsFolder": str(tmp_path / "big disk"), "other": [1]}))
    (jan / "settings.json").write_text(json.dumps({"data_folder": str(tmp_path / "jan moved")}))
    ini.write_text(f"[General]\nchatTheme=Light\nmodelPath={tmp_path / 'gpt'}/\n\n[network]\nisActive=true\n")
    places = _places(tmp_path, {}, "linux")
    assert places[LM_STUDIO] == ["big disk", *EVERYWHERE[LM_STUDIO]]
    assert places[JAN][0] == "jan moved/llamacpp/models"
    assert places[GPT4ALL] == ["gpt", ".local/share/nomic.ai/GPT4All"]


def test_the_home_of_nobody_is_no_failure(tmp_path: Path) -> None:
    places = _places(tmp_path, {"HF_HOME": "~nobody-of-this-name/hf"}, "linux")
    assert places[HUGGING_FACE][0] == "~nobody-of-this-name/hf/hub"


def test_a_pointer_leads_to_lm_studio(tmp_path: Path) -> None:
    (tmp_path / ".lmstudio-home-pointer").write_text(f"{tmp_path / 'elsewhere'}\n")
    assert _places(tmp_path, {}, "linux")[LM_STUDIO] == ["elsewhere/models", *EVERYWHERE[LM_STUDIO]]


@pytest.mark.parametrize(
    "content", [b"", b"not json", b"[1]", b'{"downloadsFolder": 7}', b"\xff\xfe\0", b"[" * 100_000]
)
def test_settings_that_cannot_be_read_change_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".lmstudio").mkdir()
    (tmp_path / ".lmstudio" / "settings.json").write_bytes(content)
    ini = tmp_path / ".config" / "nomic.ai" / "GPT4All.ini"
    ini.parent.mkdir(parents=True)
    ini.write_bytes(content)
    places = _places(tmp_path, {}, "linux")
    assert places[LM_STUDIO] == EVERYWHERE[LM_STUDIO]
    assert places[GPT4ALL] == [".local/share/nomic.ai/GPT4All"]


def test_a_path_of_windows_in_an_ini_file(tmp_path: Path) -> None:
    ini = tmp_path / "nomic.ai" / "GPT4All.ini"
    ini.parent.mkdir(parents=True)
    ini.write_text("[General]\nmodelPath=D:/models/\n")
    assert _places(tmp_path, {"APPDATA": str(tmp_path)}, "win32")[GPT4ALL][0] == "D:/models"
