"""Files that the program is started with, or that are dropped on its window."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from app.chat.model import Ready
from app.domain.preset import Preset
from app.storage.presets.store import Presets
from app.ui.presets.presenter import PresetsPresenter
from app.ui.widgets.notices import Notice
from app.ui.widgets.place import Place
from tests.library.ggufs import CHAT, gguf
from tests.ui.conftest import MODEL, Person
from tests.ui.models.newcomers import words_on

ROOT = Path(__file__).parents[3]
NAMES = [b"model.gguf", b"my model.GGUF", "모델 #1?.gguf".encode(), b"caf\xe9.gguf"]


def put(folder: Path, name: bytes = b"model.gguf", content: bytes | None = None) -> Path:
    path = folder / os.fsdecode(name)
    path.write_bytes(gguf() if content is None else content)
    return path


def used(person: Person) -> str:
    """The path of the model that answers now."""
    state = person.presenter.models.model.state
    return state.model.path if isinstance(state, Ready) else ""


def said(person: Person) -> list[str]:
    notices = person.presenter.desk.notices.findChildren(Notice)
    return [words for notice in notices for words in words_on(notice) if words]


def place_of(person: Person) -> PresetsPresenter:
    place = person.presenter.places.presenter(Place.PRESETS)
    assert isinstance(place, PresetsPresenter)
    return place


def preset_file(folder: Path, name: str) -> Path:
    """As somebody has sent it."""
    stored = Presets(folder / "elsewhere", folder / "none").add(Preset(name))
    return stored.path.replace(folder / f"{name}.maru.toml")


@pytest.mark.parametrize("name", NAMES)
def test_a_model_is_talked_to_where_it_lies(person: Person, tmp_path: Path, name: bytes) -> None:
    model = put(tmp_path, name)
    person.application.open_files([str(model)])
    person.waits_until(lambda: used(person) == str(model))
    assert person.gets_an_answer_to("Hello?").message.text
    assert not list((tmp_path / "data" / "models").glob("*"))


def test_it_stays_in_the_list_when_another_is_chosen(person: Person, tmp_path: Path) -> None:
    model = put(tmp_path)
    person.application.open_files([str(model)])
    person.waits_until(lambda: used(person) == str(model))
    person.presenter.models.choose(MODEL)
    looked: list[object] = []
    person.presenter.models.looked.connect(looked.append)
    person.presenter.models.look_around()
    person.waits_until(lambda: looked and used(person) == MODEL)
    assert person.presenter.models.name_of(str(model)).startswith("Tiny")


def test_of_several_the_first_is_used_and_what_is_none_is_said(person: Person, tmp_path: Path) -> None:
    bad, first, second = (put(tmp_path, b"bad.gguf", b"nonsense"), put(tmp_path, b"1.gguf"), put(tmp_path, b"2.gguf"))
    person.application.open_files([str(path) for path in (tmp_path / "gone.gguf", bad, first, second)])
    person.waits_until(lambda: used(person) == str(first))
    words = " ".join(said(person))
    assert "gone.gguf" in words
    assert "“bad.gguf” is not a model" in words


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        (CHAT | {"general.type": "adapter"}, "is an adapter"),
        (CHAT | {"general.type": "mmproj"}, "only lets another model see"),
        (CHAT | {"general.architecture": "dreamt"}, "of the kind “dreamt”"),
    ],
)
def test_what_cannot_be_talked_to_does_not_take_the_model_away(
    person: Person, tmp_path: Path, metadata: dict[str, object], words: str
) -> None:
    before = used(person)
    person.application.open_files([str(put(tmp_path, content=gguf(metadata)))])
    person.waits_until(lambda: said(person))
    assert words in said(person)[0]
    assert used(person) == before
    assert person.gets_an_answer_to("Still there?").message.text


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_is_no_file_holds_nothing_up(person: Person, tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "strange.gguf")
    person.application.open_files([str(tmp_path / "strange.gguf")])
    person.waits_until(lambda: said(person))


def test_presets_are_taken_in_and_shown(person: Person, tmp_path: Path) -> None:
    files = [str(preset_file(tmp_path, name)) for name in ("Sums", "번역")]
    person.application.open_files(files)
    place = place_of(person)
    person.waits_until(lambda: place.editing.stored and place.editing.preset.name == "번역")
    assert person.presenter.places.shown is Place.PRESETS
    assert {path.stem for path in place._presets.folder.iterdir()} == {"Sums", "번역"}


def test_a_preset_that_is_there_already_is_shown_and_not_doubled(person: Person, tmp_path: Path) -> None:
    file = preset_file(tmp_path, "Sums")
    place = place_of(person)
    for path in (file, file, tmp_path / "data" / "presets" / "Sums.toml"):
        person.application.open_files([str(path)])
        person.waits_until(lambda: place.editing.stored and place.editing.preset.name == "Sums")
        place.open("en/arithmetic")
        person.waits_until(lambda: place.editing.preset.name != "Sums")
    assert [path.name for path in place._presets.folder.iterdir()] == ["Sums.toml"]


def test_a_preset_that_is_none_is_said_there(person: Person, tmp_path: Path) -> None:
    broken = tmp_path / "broken.maru.toml"
    broken.write_text("name = ")
    person.application.open_files([str(broken), str(tmp_path / "gone.toml")])
    place = place_of(person)
    person.waits_until(lambda: place.page.notices.findChildren(Notice))
    assert place.editing.stored is None or place.editing.stored.is_builtin


def test_the_window_that_opens_opens_them(sit_down: Callable[..., Person], tmp_path: Path) -> None:
    model = put(tmp_path)
    person = sit_down()
    person.application.open_files([str(model)])
    person.sees_the_program(model="")
    person.waits_until(lambda: used(person) == str(model))
    person.leaves()
    again = sit_down().sees_the_program(model="")
    again.waits_until(lambda: used(again) == str(model))  # it was the last


@pytest.mark.parametrize("name", NAMES)
def test_a_model_can_be_dropped_on_any_part_of_the_window(person: Person, tmp_path: Path, name: bytes) -> None:
    model = put(tmp_path, name)
    mime = QMimeData()
    mime.setUrls([QUrl.fromEncoded(model.as_uri().encode()), QUrl("https://example.org/x.gguf")])
    drops(person, mime)
    person.waits_until(lambda: used(person) == str(model))


def test_other_files_are_not_taken(person: Person, tmp_path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "picture.png"))])
    assert not drags(person, mime)


def drags(person: Person, mime: QMimeData) -> bool:
    """Whether the window would take it."""
    action, button, modifier = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(QPoint(5, 5), action, mime, button, modifier)
    person.window.dragEnterEvent(event)
    return event.isAccepted()


def drops(person: Person, mime: QMimeData) -> None:
    assert drags(person, mime)
    action, button, modifier = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    person.window.dropEvent(QDropEvent(QPointF(5, 5), action, mime, button, modifier))


def test_macos_says_so_in_an_event(tmp_path: Path) -> None:
    code = """
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFileOpenEvent
from app.ui.starting.application import start_qt
qt = start_qt()
qt.files_opened.connect(print)
QCoreApplication.sendEvent(qt, QFileOpenEvent("/a b/모델.gguf"))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "('/a b/모델.gguf',)\n"
