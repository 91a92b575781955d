"""A person before the place for presets, and what they do there."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain.preset import Example, Preset
from app.storage.presets.store import Presets, StoredPreset
from app.ui.commands import Command
from app.ui.presets.page import PresetsPage
from app.ui.presets.presenter import PresetsPresenter
from app.ui.widgets.place import Place
from tests.ui.conftest import Person


class Editor:
    """The place "Presets" of a person's window."""

    def __init__(self, person: Person) -> None:
        self.person = person
        person.presenter.do(Command.PRESETS)
        person.waits_until(lambda: self.place.editing.stored)

    @property
    def place(self) -> PresetsPresenter:
        place = self.person.presenter.places.presenter(Place.PRESETS)
        assert isinstance(place, PresetsPresenter)
        return place

    @property
    def page(self) -> PresetsPage:
        return self.place.page

    @property
    def presets(self) -> Presets:
        return self.person.presenter.app.presets

    @property
    def preset(self) -> Preset:
        return self.place.editing.preset

    @property
    def rows(self) -> list[str]:
        """The list in the sidebar, with its headings."""
        model = self.page.list.list.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def opens(self, key: str) -> None:
        self.place.open(key)
        self.person.waits_until(lambda: self.stored.key == key)

    def has(self, preset: Preset) -> StoredPreset:
        """One of their own, which is opened."""
        stored = self.presets.add(preset)
        self.place.renew()
        self.opens(stored.key)
        return stored

    @property
    def stored(self) -> StoredPreset:
        assert self.place.editing.stored is not None
        return self.place.editing.stored

    def waits_for_file(self, is_true: Callable[[Preset], object]) -> None:
        """Of the preset that is open."""
        key = self.stored.key
        self.person.waits_until(lambda: is_true(self.presets.find(key).preset))

    def changes(self, field: str, value: object) -> None:
        self.page.editor.changed.emit(Preset(**{**vars(self.preset), field: value}), field)


@pytest.fixture
def editor(person: Person) -> Editor:
    return Editor(person)


@pytest.fixture
def sums() -> Preset:
    """A preset with two examples."""
    preset = Preset("Sums", system="You reckon.", group="reasoning")
    return replace(preset, examples=(Example("1 + 1?", "2"), Example("2 + 2?", "4", "2 + 2 = 4.")))
