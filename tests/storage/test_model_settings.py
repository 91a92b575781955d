import json
import os
from pathlib import Path

import pytest

from app.domain.loading import Adapter, LoadSettings
from app.domain.storage_errors import SettingRefused, SettingsDamaged, StorageError
from app.storage.model_settings import ModelSettings

USUAL = LoadSettings(context=4096)
OWN = LoadSettings(
    context=2048,
    gpu_layers=12,
    threads=3,
    batch=256,
    cache_type_k="q8_0",
    devices=("CUDA0",),
    tensor_split=(0.25, 0.75),
    adapters=(Adapter("/models/polite.gguf", 0.5),),
    chat_template="chatml",
    rope_frequency_base=500_000.0,
)
MODEL = "/models/한국어 모델.gguf"


@pytest.fixture
def file(data_dir: Path) -> Path:
    return data_dir / "models.json"


def test_a_model_has_the_usual_settings_until_it_has_its_own(file: Path) -> None:
    settings = ModelSettings(file)
    assert settings.of(MODEL, USUAL) == USUAL
    assert not settings.has(MODEL)
    settings.keep(MODEL, OWN, usual=USUAL)
    again = ModelSettings(file)
    assert again.of(MODEL, USUAL) == OWN
    assert again.has(MODEL)
    assert again.of("/models/other.gguf", USUAL) == USUAL
    assert again.notices == ()


def test_what_is_as_usual_follows_the_usual(file: Path) -> None:
    settings = ModelSettings(file)
    settings.keep(MODEL, LoadSettings(context=4096, threads=3), usual=USUAL)
    assert settings.of(MODEL, LoadSettings(context=1024, mlock=True)) == LoadSettings(
        context=1024, threads=3, mlock=True
    )


def test_forgetting_brings_the_usual_back(file: Path) -> None:
    settings = ModelSettings(file)
    settings.forget(MODEL)
    settings.keep(MODEL, OWN, usual=USUAL)
    settings.keep("/b.gguf", OWN, usual=USUAL)
    settings.forget(MODEL)
    assert settings.of(MODEL, USUAL) == USUAL
    assert settings.of("/b.gguf", USUAL) == OWN


def test_keeping_what_is_usual_leaves_nothing_behind(file: Path) -> None:
    settings = ModelSettings(file)
    settings.keep(MODEL, OWN, usual=USUAL)
    settings.keep(MODEL, USUAL, usual=USUAL)
    assert json.loads(file.read_text()) == {"models": {}}


def test_two_programs_do_not_undo_each_other(file: Path) -> None:
    window, terminal = ModelSettings(file), ModelSettings(file)
    window.keep("/a.gguf", OWN, usual=USUAL)
    terminal.keep("/b.gguf", OWN, usual=USUAL)
    assert window.of("/a.gguf", USUAL) == window.of("/b.gguf", USUAL) == OWN


@pytest.mark.skipif(os.name == "nt", reason="names there are always Unicode")
def test_a_model_whose_name_is_not_utf_8(file: Path) -> None:
    name = os.fsdecode(b"/models/caf\xe9.gguf")
    ModelSettings(file).keep(name, OWN, usual=USUAL)
    assert ModelSettings(file).of(name, USUAL) == OWN


def test_what_a_newer_version_wrote_stays(file: Path) -> None:
    file.write_text(json.dumps({"version": 9, "models": {MODEL: {"threads": 3, "mood": "good"}}}))
    settings = ModelSettings(file)
    assert settings.notices == ()
    settings.keep(MODEL, OWN, usual=USUAL)
    content = json.loads(file.read_text())
    assert content["version"] == 9
    assert content["models"][MODEL]["mood"] == "good"


def test_a_value_that_cannot_be_used_is_left_out_and_named(file: Path) -> None:
    kept = {"threads": "many", "batch": -5, "context": 1024, "adapters": [{"path": 7}]}
    file.write_text(json.dumps({"models": {MODEL: kept, "/b.gguf": 3}}))
    settings = ModelSettings(file)
    assert settings.of(MODEL, USUAL) == LoadSettings(context=1024)
    assert settings.of("/b.gguf", USUAL) == USUAL
    names = [notice.name for notice in settings.notices if isinstance(notice, SettingRefused)]
    assert names == ["threads", "batch", "adapters"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"models": 3}', b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_file_is_kept_aside(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    settings = ModelSettings(file)
    assert [type(notice) for notice in settings.notices] == [SettingsDamaged]
    assert file.with_name("models.json.damaged").read_bytes() == content
    settings.keep(MODEL, OWN, usual=USUAL)
    assert ModelSettings(file).of(MODEL, USUAL) == OWN


def test_what_cannot_be_kept_is_told(file: Path) -> None:
    file.write_text("in the way")
    with pytest.raises(StorageError):
        ModelSettings(file / "models.json").keep(MODEL, OWN, usual=USUAL)
