from dataclasses import replace
from enum import StrEnum
from pathlib import Path

import pytest

from app.domain.engine_errors import SettingOutOfRange
from app.domain.loading import LoadSettings
from app.domain.settings import Appearance, CacheType, Group, Models, Running, Settings, declared, groups

EVERY = [(f"{name}.{item.name}", item) for name, group in groups() for item in declared(group)]


def test_each_setting_is_declared_with_words_and_a_default_of_its_type() -> None:
    for name, item in EVERY:
        assert item.setting.label, name
        assert (item.setting.low is None) == (item.setting.high is None) == (item.type is not int), name
        kind = tuple if item.type == tuple[str, ...] else item.type
        assert type(item.default) is kind, name


def test_the_default_settings_are_the_defaults_as_declared() -> None:
    for name, group in groups():
        values = {item.name: item.default for item in declared(group)}
        assert getattr(Settings(), name) == group(**values)
        assert isinstance(getattr(Settings(), name), Group)


@pytest.mark.parametrize("size", [74, 201, -1, 10**9])
def test_a_value_out_of_its_range_exists_nowhere(size: int) -> None:
    with pytest.raises(SettingOutOfRange) as refused:
        replace(Appearance(), text_size=size)
    assert (refused.value.name, refused.value.low, refused.value.high) == ("text_size", 75, 200)


def test_running_is_a_part_of_how_models_are_loaded() -> None:
    assert Running().load_settings() == LoadSettings()
    settings = Running(context=0, cache_type_v=CacheType.Q4_0, devices=("Vulkan0",)).load_settings()
    assert settings == LoadSettings(context=0, cache_type_v="q4_0", devices=("Vulkan0",))
    assert not isinstance(settings.cache_type_v, StrEnum)


def test_folders_may_begin_with_the_home_folder() -> None:
    assert Models(folders=("~/models", "/else")).folder_paths == (Path.home() / "models", Path("/else"))
