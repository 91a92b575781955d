"""Work that takes its time on the place "Models": downloads, quantizing, measuring, previews."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPlainTextEdit

from app.chat.model import Ready
from app.domain.download import DownloadState
from app.ui.models.downloads import DownloadsBar
from app.ui.models.page import ModelsPage, Tab
from app.ui.models.quantize_dialog import QuantizeDialog
from app.ui.models.values import Deed
from app.ui.widgets.place import Place
from tests.fakes.hub.mischief import Mischievous, Slow, refuse
from tests.fakes.hub.server import HubServer
from tests.ui.conftest import Person
from tests.ui.models.conftest import Show
from tests.ui.models.newcomers import REPO, buttons, models_of, press, put, words_on
from tests.ui.models.samples import download


def test_a_download_is_paused_resumed_and_finished_where_it_was_begun(
    newcomer: Person, page: ModelsPage, hub: HubServer
) -> None:
    hub.mischief = Slow()
    downloads = newcomer.presenter.app.downloads
    page.hub.field.setText(REPO)
    newcomer.waits_until(lambda: buttons(page, "Download: Q4_1"))
    press(page, "Download: Q4_1")
    newcomer.waits_until(lambda: downloads.entries()[0].done_bytes)
    assert "Models" in newcomer.window.sidebar._foot._places[Place.MODELS].text()
    newcomer.waits_until(lambda: newcomer.window.sidebar._foot._places[Place.MODELS]._aside.startswith("↓"))
    press(page, "Pause: Q4_1")
    newcomer.waits_until(lambda: buttons(page, "Resume: Q4_1"))
    assert newcomer.window.sidebar._foot._places[Place.MODELS]._aside == ""
    assert any("paused" in words for words in words_on(page))
    hub.mischief = lambda _exchange, _file: False
    press(page, "Resume: Q4_1")
    newcomer.waits_until(lambda: buttons(page, "Talk to it: Q4_1"))
    newcomer.waits_until(lambda: newcomer.window.sidebar._foot._places[Place.MODELS]._aside == "1")


def test_a_removed_download_can_be_brought_back(newcomer: Person, page: ModelsPage, hub: HubServer) -> None:
    hub.mischief = Slow()
    downloads = newcomer.presenter.app.downloads
    page.hub.field.setText(REPO)
    newcomer.waits_until(lambda: buttons(page, "Download: Q4_1"))
    press(page, "Download: Q4_1")
    newcomer.waits_until(lambda: downloads.entries()[0].done_bytes)
    page.downloads.removed.emit(downloads.entries()[0].id)
    assert downloads.entries() == ()
    assert page.downloads.isVisible()
    page.downloads.undo.undo()
    newcomer.waits_until(lambda: len(downloads.entries()) == 1)
    page.downloads.removed.emit(downloads.entries()[0].id)
    page.downloads.undo.withdraw()
    assert not page.downloads.isVisible()


def test_a_download_that_fails_says_why(newcomer: Person, page: ModelsPage, hub: HubServer) -> None:
    hub.mischief = Mischievous(refuse(404), times=100)
    page.hub.field.setText(REPO)
    newcomer.waits_until(lambda: buttons(page, "Download: Q4_1"))
    press(page, "Download: Q4_1")
    downloads = newcomer.presenter.app.downloads
    newcomer.waits_until(lambda: downloads.entries()[0].state is DownloadState.FAILED)
    newcomer.waits_until(lambda: any("any more" in words for words in words_on(page.downloads)))
    assert buttons(page, "Try again: Q4_1")


def test_troubles_in_the_strip_have_their_button(show: Show) -> None:
    bar = DownloadsBar()
    show(bar, height=240)
    bar.show_downloads([download("one"), download("two", Deed.RESUME, trouble="The disk is full.")])
    acted: list[tuple[str, str]] = []
    bar.acted.connect(lambda *what: acted.append(what))
    press(bar, "Show the folder")
    assert acted == [("two", "show_folder")]
    bar._title.click()
    assert not buttons(bar, "Pause: one")
    bar._title.click()
    assert buttons(bar, "Pause: one")


# --- on one model ----------------------------------------------------------------------------------------------------


@pytest.fixture
def model(newcomer: Person, page: ModelsPage, starter_model: Path, data_dir: Path) -> str:
    """One lies on this computer, is loaded, and looked at."""
    path = put(starter_model, data_dir)
    page.turn_to(Tab.HERE)
    newcomer.presenter.models.look_around()
    newcomer.waits_until(lambda: isinstance(newcomer.presenter.models.model.state, Ready))
    newcomer.waits_until(lambda: page.here.pane.own._numbers)
    page.here.pane.turn_to(page.here.pane.own)
    return path


def test_threads_are_measured_and_then_set(newcomer: Person, page: ModelsPage, model: str) -> None:
    press(page, "Measure the threads")
    newcomer.waits_until(lambda: any("best:" in words for words in words_on(page)))
    assert newcomer.presenter.models.settings_of(model).threads > 0


def test_a_template_is_previewed_in_a_child_of_its_own(newcomer: Person, page: ModelsPage, model: str) -> None:
    press(page, "Preview")
    newcomer.waits_until(lambda: any("Paris." in text for text in _texts(page)))


def test_a_model_is_quantized_beside_itself(newcomer: Person, page: ModelsPage, model: str) -> None:
    file = replace(models_of(newcomer)._here.shelf.models[0], quantization="F16")
    models_of(newcomer)._ask_type(file)
    dialog = _dialog(newcomer)
    press(dialog, "Quantize")
    newcomer.waits_until(lambda: any("is ready" in words for words in words_on(dialog)))
    assert Path(model).with_name("SmolLM2-135M-Instruct-Q4_K_M.gguf").exists()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_quantizing_can_be_stopped(newcomer: Person, page: ModelsPage, model: str) -> None:
    slow = Path(model).with_name("slow.gguf")
    Path(model).rename(slow)
    file = replace(models_of(newcomer)._here.shelf.models[0], path=slow, quantization="F16")
    models_of(newcomer)._ask_type(file)
    dialog = _dialog(newcomer)
    press(dialog, "Quantize")
    newcomer.waits_until(lambda: any("Quantizing" in words for words in words_on(dialog)))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert any("Nothing was changed" in words for words in words_on(dialog))
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not slow.with_name("slow-Q4_K_M.gguf").exists()


def _dialog(person: Person) -> QDialog:
    return next(one for one in person.window.findChildren(QuantizeDialog) if one.isVisible())


def _texts(page: ModelsPage) -> list[str]:
    return [one.toPlainText() for one in page.findChildren(QPlainTextEdit) if one.isVisible()]
