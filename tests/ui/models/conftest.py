"""The page of models and its parts as widgets, dressed, shown, and gone after the test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.settings import Models, Network, Settings
from app.paths import inside
from app.storage.settings import save_settings
from app.ui.commands import Command
from app.ui.models.page import ModelsPage
from app.ui.theme.look import Look
from app.ui.theme.style import sheet
from tests.fakes.hub.repositories import Card
from tests.fakes.hub.server import HubServer
from tests.ui.conftest import Person
from tests.ui.models.newcomers import FILE, REPO, models_of

Show = Callable[..., None]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Shows a widget in a size, at a text scale."""

    def do(widget: QWidget, *, width: int = 1000, height: int = 700, scale: float = 1.0) -> None:
        qtbot.addWidget(widget)
        look = Look(scale=scale)
        widget.setStyleSheet(sheet(look))
        widget.dress(look)  # type: ignore[attr-defined] # every part of the page has it
        widget.resize(width, height)
        with qtbot.waitExposed(widget):
            widget.show()

    return do


# --- a whole program, before an empty machine and a Hub of the tests --------------------------------------------------


@pytest.fixture
def hub(starter_model: Path) -> Iterator[HubServer]:
    with HubServer() as server:
        content = starter_model.read_bytes()
        server.add(REPO, {FILE: content}, Card(downloads=1200, parameters=134_515_008, context_length=8192))
        server.add("maker/gated", {"gated-Q4_K_M.gguf": content}, Card(gated="manual", parameters=134_515_008))
        yield server


@pytest.fixture
def settings(hub: HubServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """Of a machine without any model, whose Hub is that of the tests."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in tuple(os.environ):
        if name.lower().endswith("_proxy") or name.startswith("HF_"):
            monkeypatch.delenv(name)
    return Settings(models=Models(others=False), network=Network(endpoint=hub.endpoint))


@pytest.fixture
def newcomer(settings: Settings, sit_down: Callable[..., Person], data_dir: Path) -> Person:
    """Before an empty machine."""
    save_settings(inside(data_dir).settings, settings)
    person = sit_down().sees_the_program(model="")
    person.waits_until(lambda: person.presenter.models.has_looked)
    return person


@pytest.fixture
def page(newcomer: Person) -> ModelsPage:
    newcomer.presenter.do(Command.MODELS_PAGE)
    models = models_of(newcomer)
    newcomer.waits_until(lambda: models._weighing.machine)
    return models.page
