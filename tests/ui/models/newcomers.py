"""What a test of the place "Models" does and sees in the window."""

import shutil
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from app.ui.models.presenter import ModelsPresenter
from tests.fakes.hub.server import HubServer
from tests.ui.conftest import Person

REPO = "maker/SmolLM2-135M-Instruct-GGUF"
FILE = "SmolLM2-135M-Instruct-Q4_1.gguf"


def models_of(person: Person) -> ModelsPresenter:
    models = person.presenter.places.models
    assert models is not None
    return models


def put(model: Path, data_dir: Path) -> str:
    """Into the program's own folder; its path."""
    target = data_dir / "models" / FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(model, target)
    return str(target)


def content(hub: HubServer) -> bytes:
    repository = hub.repositories[REPO]
    content = repository.commits[repository.newest][FILE].content
    return content.read(0, content.size)


def buttons(root: QWidget, name: str) -> list[QPushButton]:
    QApplication.processEvents()  # what was added just now is shown by the loop
    return [one for one in root.findChildren(QPushButton) if one.isVisible() and one.accessibleName() == name]


def press(root: QWidget, name: str) -> None:
    buttons(root, name)[0].click()


def names(root: QWidget) -> list[str]:
    return [one.accessibleName() for one in root.findChildren(QPushButton) if one.isVisible()]


def words_on(root: QWidget) -> list[str]:
    return [one.text() for one in root.findChildren(QLabel) if one.isVisible()]
