import os
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.generation import ContextPolicy
from app.domain.settings import (
    Appearance,
    CacheType,
    Chatting,
    Declared,
    Language,
    Models,
    Network,
    Running,
    Settings,
    Theme,
    declared,
    groups,
)
from app.domain.storage_errors import SettingRefused, SettingsDamaged
from app.storage.settings import load_settings, save_settings

CHOSEN = Settings(
    Appearance(Theme.DARK, high_contrast=True, language=Language.KOREAN, text_size=150, column_width=900),
    Models(("/models", 'C:\\모델 "quoted"'), "/models/a.gguf", others=False),
    Running(context=0, gpu_layers=20, cache_type_k=CacheType.Q8_0, mmap=False, devices=("Vulkan0",)),
    Chatting("Be brief.\n'''\"\"\"\x7f", ContextPolicy.STOP, send_with_enter=False),
    Network(offline=True, endpoint="https://mirror.example", proxy="http://between:3128", downloads_at_once=8),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "settings.toml"


def write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def test_without_a_file_the_defaults_hold(path: Path) -> None:
    assert load_settings(path) == (Settings(), ())
    assert not path.parent.exists()


def test_what_is_saved_is_loaded(path: Path) -> None:
    save_settings(path, CHOSEN)
    assert load_settings(path) == (CHOSEN, ())
    save_settings(path, Settings())
    assert load_settings(path) == (Settings(), ())


def test_only_what_was_chosen_is_written(path: Path) -> None:
    save_settings(path, Settings(appearance=Appearance(theme=Theme.DARK)))
    assert path.read_text() == '[appearance]\ntheme = "dark"\n'


def test_what_this_version_does_not_know_stays(path: Path) -> None:
    write(path, 'future = 1\n[appearance]\ntheme = "light"\nsparkle = [1, 2]\n[server]\nport = 8080\n')
    read, notices = load_settings(path)
    assert (read.appearance.theme, notices) == (Theme.LIGHT, ())
    save_settings(path, CHOSEN)
    kept = tomllib.loads(path.read_text(encoding="utf-8"))
    assert (kept["future"], kept["appearance"]["sparkle"], kept["server"]) == (1, [1, 2], {"port": 8080})
    assert load_settings(path) == (CHOSEN, ())


def test_each_value_that_cannot_be_used_leaves_its_own_default(path: Path) -> None:
    write(
        path,
        'running = 5\n[appearance]\ntheme = "pink"\ntext_size = 900\nhigh_contrast = 1\ncolumn_width = 800\n'
        '[models]\nfolders = "/models"\nlast = "a"\n[chatting]\npolicy = "stop"\n',
    )
    read, notices = load_settings(path)
    assert read == Settings(
        Appearance(column_width=800), Models(last="a"), chatting=Chatting(policy=ContextPolicy.STOP)
    )
    refused = [(notice.name, notice.value) for notice in notices if isinstance(notice, SettingRefused)]
    assert refused == [
        ("appearance.theme", "pink"),
        ("appearance.high_contrast", "1"),
        ("appearance.text_size", "900"),
        ("models.folders", "/models"),
        ("running", "5"),
    ]
    save_settings(path, read)
    assert load_settings(path) == (read, ())


@pytest.mark.parametrize("content", [b"not = = toml", b"\xff\xfe\x00", b"a = 1\na = 2", b"\x00" * 100, b"[appearance"])
def test_a_damaged_file_is_kept_aside(path: Path, content: bytes) -> None:
    write(path, content)
    read, (notice,) = load_settings(path)
    assert read == Settings()
    assert isinstance(notice, SettingsDamaged)
    assert notice.detail
    assert path.with_name("settings.toml.damaged").read_bytes() == content
    save_settings(path, CHOSEN)
    assert load_settings(path) == (CHOSEN, ())


def test_a_file_from_an_editor_that_marks_utf_8_is_read(path: Path) -> None:
    write(path, '\ufeff[appearance]\r\ntheme = "dark"\r\n')
    assert load_settings(path) == (Settings(Appearance(Theme.DARK)), ())


def test_a_folder_in_its_place_is_moved_aside(path: Path) -> None:
    path.mkdir(parents=True)
    assert isinstance(load_settings(path)[1][0], SettingsDamaged)
    save_settings(path, CHOSEN)
    assert load_settings(path) == (CHOSEN, ())


def test_saving_leaves_no_other_file(path: Path) -> None:
    for _ in range(3):
        save_settings(path, CHOSEN)
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.toml"]


def test_a_saving_that_fails_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk breaks at the last moment: the real one cannot be told to."""
    save_settings(path, CHOSEN)

    def break_down(_file: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", break_down)
    with pytest.raises(Exception, match="Input/output error"):
        save_settings(path, Settings())
    assert load_settings(path) == (CHOSEN, ())
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.toml"]


def values(item: Declared) -> st.SearchStrategy[object]:
    if item.type is int:
        return st.integers(item.setting.low, item.setting.high)
    if item.type == tuple[str, ...]:
        return st.lists(st.text()).map(tuple)
    return (
        st.text() if item.type is str else st.sampled_from(list(item.type)) if item.type is not bool else st.booleans()
    )


@given(st.data())
def test_whatever_is_chosen_comes_back(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = tmp_path_factory.mktemp("any") / "settings.toml"
    chosen: dict[str, Any] = {}
    for name, group in groups():
        chosen[name] = group(**{item.name: data.draw(values(item)) for item in declared(group)})
    save_settings(path, Settings(**chosen))
    assert load_settings(path) == (Settings(**chosen), ())


@settings(max_examples=20)
@given(st.recursive(st.one_of(st.integers(), st.booleans(), st.text(), st.floats()), st.lists, max_leaves=3))
def test_any_value_in_any_place_is_used_or_refused(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    path = tmp_path_factory.mktemp("any") / "settings.toml"
    for name, group in groups():
        for item in declared(group):
            path.write_bytes(tomli_w.dumps({name: {item.name: value}}).encode())
            read, notices = load_settings(path)
            assert notices or getattr(getattr(read, name), item.name) == (
                tuple(value) if isinstance(value, list) else value
            )
    assert {item.name for item in fields(Settings)} == {name for name, _ in groups()}
