"""Packs in the window: the sheet behind the line of devices, over the real library and the practice engine."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QPushButton, QWidget

from app.chat.model import BeingLoaded, Ready
from app.domain.loading import LoadSettings
from app.domain.settings import Models, Network, Settings
from app.library.packs import installed
from app.paths import inside, resources
from app.storage.settings import save_settings
from app.ui.commands import Command
from app.ui.models.machine_sheet import MachineSheet
from app.ui.models.page import Tab
from app.ui.sheets.settings import SettingsDialog
from app.ui.widgets.place import Place
from tests.packed import COMMIT, LIBRARY, described, packed
from tests.signer import Signer
from tests.ui.conftest import Person
from tests.ui.models.newcomers import buttons, models_of, press, put, words_on

OURS = Signer(7)
FILES = {LIBRARY: bytes(3_000_000)}


@pytest.fixture
def makers(tmp_path: Path) -> Path:
    """The program's resources, with a key whose other half is the tests'."""
    folder = tmp_path / "resources"
    folder.mkdir()
    for part in resources().iterdir():
        (folder / part.name).symlink_to(part)
    (folder / "release.pub").unlink()
    (folder / "release.pub").write_text(OURS.public, encoding="utf-8")
    return folder


@pytest.fixture
def keeper(sit_down: Callable[..., Person], data_dir: Path, makers: Path) -> Person:
    """Somebody who has a model, and is in the place for models."""
    save_settings(inside(data_dir).settings, Settings(models=Models(others=False), network=Network(offline=True)))
    person = sit_down(resources=makers).sees_the_program()
    person.presenter.do(Command.MODELS_PAGE)
    person.waits_until(lambda: line(person).text())
    return person


def line(person: Person) -> QPushButton:
    models = person.presenter.places.models
    assert models
    return models.page.devices


def sheet_of(person: Person) -> MachineSheet:
    """Opened when it is not."""
    if not person.window.findChild(MachineSheet):
        line(person).click()
    sheet = person.window.findChild(MachineSheet)
    assert sheet
    return sheet


def pack(
    folder: Path, *, name: str = "cuda", title: str = "CUDA 12.8", commit: str = COMMIT, signer: Signer = OURS
) -> Path:
    files = {LIBRARY.replace("cuda", name): FILES[LIBRARY]}
    about = described(files, name=name, commit=commit, title=title)
    return packed(folder / f"{name}.marupack", about, files, signer=signer)


def folder_of(data_dir: Path) -> Path:
    return inside(data_dir).packs


def says(sheet: MachineSheet, words: str) -> bool:
    QApplication.processEvents()  # what was added just now is shown by the loop
    return any(words in said for said in words_on(sheet))


def settled(person: Person, sheet: MachineSheet) -> None:
    """Nothing is added any more, and the devices were found."""
    person.waits_until(lambda: not sheet.is_busy and not says(sheet, "Looking for devices"))


def opened(person: Person, *files: Path) -> MachineSheet:
    person.application.open_files([str(file) for file in files])
    person.waits_until(lambda: person.window.findChild(MachineSheet))
    return sheet_of(person)


# --- nothing there yet ------------------------------------------------------------------------------------------------


def test_the_line_of_devices_leads_to_all_of_them_and_to_the_packs(keeper: Person) -> None:
    sheet = sheet_of(keeper)
    keeper.waits_until(lambda: says(sheet, "A pretended processor"))
    assert says(sheet, "None is needed")
    assert buttons(sheet, "Add a pack…")
    assert "A pretended processor" in sheet.accessibleDescription()
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    keeper.waits_until(lambda: not keeper.window.findChild(MachineSheet))
    assert keeper.presenter.places.shown is Place.MODELS


def test_the_settings_lead_there_too(keeper: Person) -> None:
    keeper.presenter.places.show_chat()
    keeper.presenter.settings.show_page()
    dialog = keeper.window.findChild(SettingsDialog)
    assert dialog
    press(dialog, "Processors and packs…")
    keeper.waits_until(lambda: keeper.window.findChild(MachineSheet) and not keeper.window.findChild(SettingsDialog))
    assert keeper.presenter.places.shown is Place.MODELS


# --- added ------------------------------------------------------------------------------------------------------------


def test_a_chosen_file_is_added_and_the_model_goes_on_until_it_is_loaded_again(
    keeper: Person, tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_words: (str(pack(tmp_path)), ""))
    sheet, model = sheet_of(keeper), keeper.presenter.models.model
    before = model.state
    press(sheet, "Add a pack…")
    keeper.waits_until(lambda: installed(folder_of(data_dir)))
    settled(keeper, sheet)
    assert says(sheet, "“CUDA 12.8” was added.")
    assert says(sheet, "3.0 MB · for graphics cards of NVIDIA")
    assert says(sheet, "No graphics card was found for it.")
    assert model.state is before
    states: list[object] = []
    model.changed.connect(lambda: states.append(type(model.state)))
    press(sheet, "Load it again now")
    keeper.waits_until(lambda: isinstance(model.state, Ready) and BeingLoaded in states)
    assert not buttons(sheet, "Load it again now")


def test_devices_are_looked_for_anew(keeper: Person, tmp_path: Path) -> None:
    hardware, sheet = keeper.presenter.app.hardware, sheet_of(keeper)
    settled(keeper, sheet)
    before = hardware._asked
    opened(keeper, pack(tmp_path))
    keeper.waits_until(lambda: says(sheet, "was added") and hardware._asked > before)
    settled(keeper, sheet)
    before = hardware._asked
    press(sheet, "Remove CUDA 12.8")
    assert says(sheet, "Looking for devices…")
    keeper.waits_until(lambda: hardware._asked > before)
    settled(keeper, sheet)


def test_a_dropped_file_is_added(keeper: Person, tmp_path: Path, data_dir: Path) -> None:
    sheet = sheet_of(keeper)
    for part, file in ((sheet, pack(tmp_path)), (keeper.window, pack(tmp_path, name="sycl", title="oneAPI"))):
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(file)), QUrl.fromLocalFile(str(tmp_path / "picture.png"))])
        drop(part, mime)
    keeper.waits_until(lambda: len(installed(folder_of(data_dir))) == 2)
    settled(keeper, sheet)
    assert says(sheet, "for graphics cards of Intel")


def drop(part: QWidget, mime: QMimeData) -> None:
    action, button, modifier = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(QPoint(5, 5), action, mime, button, modifier)
    part.dragEnterEvent(event)
    assert event.isAccepted()
    part.dropEvent(QDropEvent(QPointF(5, 5), action, mime, button, modifier))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (partial(pack, signer=Signer(8)), "somebody else than Maru"),
        (partial(pack, commit="0" * 40), "another version of the engine"),
        (lambda folder: folder / "gone.marupack", "is not there"),
    ],
)
def test_what_is_wrong_is_a_sentence(
    keeper: Person, tmp_path: Path, data_dir: Path, make: Callable[[Path], Path], words: str
) -> None:
    sheet = opened(keeper, make(tmp_path))
    keeper.waits_until(lambda: says(sheet, words))
    assert not sheet.is_busy
    assert not folder_of(data_dir).exists()
    assert buttons(sheet, "Add a pack…")[0].isEnabled()


# --- stopped ----------------------------------------------------------------------------------------------------------


def begun(keeper: Person, file: Path) -> MachineSheet:
    """A pack is being added; the engine has not even said yet what it was made of."""
    sheet = sheet_of(keeper)
    settled(keeper, sheet)
    keeper.presenter.app.hardware.forget()
    sheet.files_dropped.emit((str(file),))
    assert sheet.is_busy
    assert says(sheet, "Adding “cuda.marupack”")
    return sheet


@pytest.mark.parametrize(
    "stop", [lambda sheet: press(sheet, "Stop"), lambda sheet: QTest.keyClick(sheet, Qt.Key.Key_Escape)]
)
def test_it_can_be_stopped_and_nothing_is_left(
    keeper: Person, tmp_path: Path, data_dir: Path, stop: Callable[[MachineSheet], None]
) -> None:
    sheet = begun(keeper, pack(tmp_path))
    stop(sheet)
    keeper.waits_until(lambda: says(sheet, "You stopped it. Nothing was changed."))
    assert not sheet.is_busy
    assert not folder_of(data_dir).exists()


def test_closing_stops_it(keeper: Person, tmp_path: Path, data_dir: Path) -> None:
    sheet = begun(keeper, pack(tmp_path))
    press(sheet, "Close")
    keeper.waits_until(lambda: not keeper.window.findChild(MachineSheet))
    again = sheet_of(keeper)
    again.files_dropped.emit((str(pack(tmp_path, name="sycl", title="oneAPI")),))
    keeper.waits_until(lambda: says(again, "“oneAPI” was added."))
    assert [one.about.name for one in installed(folder_of(data_dir))] == ["sycl"]


def test_leaving_stops_it(keeper: Person, tmp_path: Path, data_dir: Path) -> None:
    begun(keeper, pack(tmp_path))
    keeper.leaves()
    assert not folder_of(data_dir).exists()


# --- removed ----------------------------------------------------------------------------------------------------------


def test_a_removed_pack_comes_back_by_one_press(keeper: Person, tmp_path: Path, data_dir: Path) -> None:
    sheet = opened(keeper, pack(tmp_path))
    keeper.waits_until(lambda: installed(folder_of(data_dir)))
    settled(keeper, sheet)
    press(sheet, "Remove CUDA 12.8")
    assert installed(folder_of(data_dir)) == ()
    assert says(sheet, "“CUDA 12.8” was removed.")
    assert says(sheet, "None is needed")
    focus = QApplication.focusWidget()
    assert isinstance(focus, QPushButton)
    assert focus.text() == "Undo"
    press(sheet, "Undo")
    assert len(installed(folder_of(data_dir))) == 1
    keeper.waits_until(lambda: buttons(sheet, "Remove CUDA 12.8"))
    press(sheet, "Remove CUDA 12.8")
    QTest.keyClick(sheet, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    keeper.waits_until(lambda: installed(folder_of(data_dir)))


def test_a_removed_pack_is_gone_when_the_sheet_is(keeper: Person, tmp_path: Path, data_dir: Path) -> None:
    sheet = opened(keeper, pack(tmp_path))
    keeper.waits_until(lambda: installed(folder_of(data_dir)))
    settled(keeper, sheet)
    press(sheet, "Remove CUDA 12.8")
    assert folder_of(data_dir).exists()
    press(sheet, "Close")
    keeper.waits_until(lambda: not folder_of(data_dir).exists())


# --- what else tells of devices ---------------------------------------------------------------------------------------


def test_a_chosen_device_that_is_gone_can_be_switched_off(keeper: Person, starter_model: Path, data_dir: Path) -> None:
    path = put(starter_model, data_dir)
    keeper.presenter.app.model_settings.keep(path, LoadSettings(devices=("CUDA0",)), usual=LoadSettings())
    page = models_of(keeper).page
    page.turn_to(Tab.HERE)
    keeper.presenter.models.look_around()
    keeper.waits_until(lambda: path in {str(model.path) for model in models_of(keeper)._here.shelf.models})
    page.here.opened.emit(path)
    page.here.pane.turn_to(page.here.pane.own)
    (switch,) = [one for one in page.here.pane.own.findChildren(QCheckBox) if one.text() == "CUDA0 (not there)"]
    switch.click()
    assert keeper.presenter.models.settings_of(path).devices == ()
