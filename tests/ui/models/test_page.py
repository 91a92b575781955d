"""The place "Models" in the real window, over the real library, with a Hub of the tests on the far side."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

import dev
from app.chat.model import Ready
from app.domain.engine_errors import OutOfMemory
from app.domain.settings import Language
from app.ui.commands import Command
from app.ui.models.page import ModelsPage, Tab
from app.ui.widgets.notices import Notice
from app.ui.widgets.place import Place
from app.words.remedies import Remedy
from tests.fakes.hub.repositories import Card
from tests.fakes.hub.server import HubServer
from tests.ui.conftest import Person
from tests.ui.models.newcomers import FILE, REPO, buttons, content, models_of, names, press, put, words_on
from tests.ui.test_access import nameless

# --- find ------------------------------------------------------------------------------------------------------------


def test_three_presses_lead_from_an_empty_machine_to_a_running_model(newcomer: Person, hub: HubServer) -> None:
    assert newcomer.presenter.places.models is None
    press(newcomer.window, "Find a model")
    models = models_of(newcomer)
    newcomer.waits_until(lambda: models._weighing.machine)
    offered = models._suggestions.shown[0]
    hub.add(offered.repo, {f"model-{offered.quantization}.gguf": content(hub)}, Card())
    press(newcomer.window, f"Download: {offered.name}")
    talk = f"Talk to it: {offered.name}"
    newcomer.waits_until(lambda: buttons(newcomer.window, talk))
    press(newcomer.window, talk)
    newcomer.waits_until(lambda: isinstance(newcomer.presenter.models.model.state, Ready))
    assert newcomer.window.is_chat_shown
    assert newcomer.gets_an_answer_to("Hello").message.text
    assert newcomer.window.quiet_line._here.text().endswith("connections, for models")


def test_what_is_searched_is_weighed_by_its_true_header(newcomer: Person, page: ModelsPage) -> None:
    QTest.keyClicks(page.hub.field, "smollm")
    QTest.keyClick(page.hub.field, Qt.Key.Key_Return)
    newcomer.waits_until(lambda: models_of(newcomer)._repository._headers)
    found = [name for name in names(page) if name.startswith("Q4_1, recommended, 98 MB")]
    assert len(found) == 1
    assert "fits" in found[0]
    newcomer.waits_until(lambda: any(words.startswith("weights 9") for words in words_on(page)))


def test_a_pasted_address_opens_the_repository(newcomer: Person, page: ModelsPage) -> None:
    page.hub.field.setText(f"https://huggingface.co/{REPO}")
    newcomer.waits_until(lambda: models_of(newcomer)._repository._headers)
    assert "SmolLM2-135M-Instruct-GGUF" in words_on(page)
    page.hub.field.setText("some/words")  # no repository, so it is looked for
    newcomer.waits_until(lambda: any("no model" in words for words in words_on(page)))


def test_a_pasted_address_may_name_a_revision(
    newcomer: Person, page: ModelsPage, hub: HubServer, starter_model: Path
) -> None:
    older = hub.add(REPO, {FILE: starter_model.read_bytes()})
    hub.add(REPO, {"other-Q8_0.gguf": b"not yet a model"})
    page.hub.field.setText(f"https://huggingface.co/{REPO}/tree/{older}")
    newcomer.waits_until(lambda: models_of(newcomer)._repository._headers)
    assert any(words.startswith("Q4_1, recommended") for words in names(page))


def test_offline_is_a_sentence_and_a_button(newcomer: Person, page: ModelsPage, hub: HubServer) -> None:
    shown = newcomer.presenter.settings
    shown.change(replace(shown.settings, network=replace(shown.settings.network, offline=True)))
    page.hub.field.setText("smollm")
    newcomer.waits_until(lambda: buttons(page, "Go online"))
    assert hub.requests == []
    press(page, "Go online")
    newcomer.waits_until(lambda: models_of(newcomer)._repository._headers)
    assert not shown.settings.network.offline


def test_a_program_that_was_started_offline_says_why_it_stays_so(
    newcomer: Person, page: ModelsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    page.hub.field.setText("smollm")
    newcomer.waits_until(lambda: buttons(page, "Go online"))
    press(page, "Go online")
    newcomer.waits_until(lambda: any("started offline" in words for words in words_on(page)))


def test_a_gated_model_says_so_and_takes_a_token(newcomer: Person, page: ModelsPage) -> None:
    page.hub.field.setText("maker/gated")
    newcomer.waits_until(lambda: buttons(page, "Open its page"))
    assert buttons(page, "Use the token")
    assert any("accept its terms" in words for words in words_on(page))


# --- on this computer ------------------------------------------------------------------------------------------------


def test_a_file_that_comes_into_a_folder_is_listed_by_itself(
    newcomer: Person, page: ModelsPage, starter_model: Path, tmp_path: Path
) -> None:
    page.turn_to(Tab.HERE)
    assert buttons(page, "Find a model")
    folder = tmp_path / "mine"
    folder.mkdir()
    newcomer.presenter.settings.add_folder(str(folder))
    newcomer.waits_until(lambda: str(folder) in models_of(newcomer)._watch._watcher.directories())
    shutil.copy(starter_model, folder / FILE)
    newcomer.waits_until(lambda: page.here.list.cards.rowCount() == 1)
    newcomer.waits_until(lambda: "llama" in words_on(page))
    (folder / "half.gguf").write_bytes(starter_model.read_bytes()[:1_000_000])
    newcomer.waits_until(lambda: page.here.list.cards.rowCount() == 2)
    page.here.opened.emit(str(folder / "half.gguf"))
    assert any("cut short" in words for words in words_on(page))
    assert buttons(page, "Resume the download")


def test_a_model_is_moved_to_the_bin(
    newcomer: Person, page: ModelsPage, starter_model: Path, data_dir: Path, bin_folder: Path
) -> None:
    put(starter_model, data_dir)
    page.turn_to(Tab.HERE)
    newcomer.presenter.models.look_around()
    newcomer.waits_until(lambda: buttons(page, "Move to the bin"))
    press(page, "Move to the bin")
    newcomer.waits_until(lambda: page.here.list.cards.rowCount() == 0)
    assert not (data_dir / "models" / FILE).exists()
    assert sys.platform != "linux" or (bin_folder / "files" / FILE).exists()
    assert any("bin of this system" in words for words in words_on(page))


def test_how_a_model_is_loaded_is_remembered_for_it_alone(
    newcomer: Person, page: ModelsPage, starter_model: Path, data_dir: Path
) -> None:
    path = put(starter_model, data_dir)
    page.turn_to(Tab.HERE)
    newcomer.presenter.models.look_around()
    newcomer.waits_until(lambda: isinstance(newcomer.presenter.models.model.state, Ready))
    newcomer.waits_until(lambda: page.here.pane.own._numbers)
    page.here.pane.turn_to(page.here.pane.own)
    page.here.pane.own._numbers["context"].box.setValue(4096)
    assert newcomer.presenter.models.settings_of(path).context == 4096
    assert newcomer.presenter.models.settings_of("/another").context == 8192
    assert newcomer.presenter.models.model.settings.context == 8192
    press(page, "Load it again now")
    assert newcomer.presenter.models.model.settings.context == 4096
    newcomer.waits_until(lambda: any("with 4,096 tokens" in words for words in words_on(page)))
    press(page, "Use the settings of all models")
    assert newcomer.presenter.models.settings_of(path).context == 8192


# --- the place -------------------------------------------------------------------------------------------------------


def test_the_chat_stays_as_it_was_behind_the_place(person: Person) -> None:
    person.gets_an_answer_to("apples")
    rows = person.rows
    person.writes("half a thou")
    person.presenter.do(Command.MODELS_PAGE)
    page = models_of(person).page
    assert page.isVisible()
    assert not person.window.composer.isVisible()
    QTest.keyClick(page.hub.field, Qt.Key.Key_Escape)
    assert person.window.composer.isVisible()
    assert person.window.composer.field.hasFocus()
    assert person.rows == rows
    assert person.window.composer.draft.text == "half a thou"
    person.presenter.do(Command.MODELS_PAGE)
    person.presenter.do(Command.FIND)
    assert page.hub.field.hasFocus()
    person.presenter.do(Command.REGENERATE)
    assert person.window.is_chat_shown


def test_another_language_makes_the_place_anew_and_leads_back_to_it(newcomer: Person, page: ModelsPage) -> None:
    old = newcomer.window
    page.turn_to(Tab.HERE)
    settings = newcomer.presenter.settings.settings
    appearance = replace(settings.appearance, language=Language.KOREAN)
    newcomer.presenter.settings.change(replace(settings, appearance=appearance))
    newcomer.waits_until(lambda: newcomer.window is not old)
    assert newcomer.presenter.places.shown is Place.MODELS
    assert models_of(newcomer).page is not page
    assert models_of(newcomer).page.tab is Tab.HERE
    newcomer.waits_until(lambda: models_of(newcomer)._weighing.machine)


def test_the_list_of_models_drops_down_from_the_chat(newcomer: Person, page: ModelsPage) -> None:
    newcomer.presenter._remedies.help(Remedy.CHOOSE_MODEL, OutOfMemory())
    assert newcomer.window.is_chat_shown
    assert newcomer.presenter.models.picker.isVisible()
    newcomer.presenter.models.picker.hide()


def test_nothing_of_it_is_loaded_before_it_is_opened() -> None:
    code = "import sys, app.ui.starting.program; print(*(name for name in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=dev.ROOT, capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.split())
    assert "app.ui.ties.places" in loaded
    assert not loaded & {"app.ui.models.page", "app.ui.models.presenter", "huggingface_hub", "send2trash"}


def test_everything_in_it_has_a_name_and_a_role(
    newcomer: Person, page: ModelsPage, starter_model: Path, data_dir: Path
) -> None:
    assert nameless(newcomer.window) == []
    page.hub.field.setText("smollm")
    newcomer.waits_until(lambda: models_of(newcomer)._repository._headers)
    assert nameless(newcomer.window) == []
    put(starter_model, data_dir)
    newcomer.presenter.models.look_around()
    page.turn_to(Tab.HERE)
    newcomer.waits_until(lambda: page.here.pane.own._numbers)
    for part in (page.here.pane.about, page.here.pane.own, page.here.pane.keys):
        page.here.pane.turn_to(part)
        QApplication.processEvents()
        assert nameless(newcomer.window) == []


def test_tab_goes_through_it_in_the_order_of_reading(
    newcomer: Person, page: ModelsPage, starter_model: Path, data_dir: Path
) -> None:
    page.hub.field.setText("smollm")
    newcomer.waits_until(lambda: models_of(newcomer)._repository._headers)
    found = ["Search models on Hugging Face", "Order", "Models found", "Open its page in the browser"]
    offer = ["Q4_1, recommended", "Download: Q4_1", "How is this counted?"]
    _assert_in_order(_tabbed(newcomer, page.hub.field), [*found, *offer])
    put(starter_model, data_dir)
    newcomer.presenter.models.look_around()
    page.turn_to(Tab.HERE)
    newcomer.waits_until(lambda: page.here.pane.own._numbers)
    listed = ["Search the models on this computer", "Add a folder…", "Models on this computer"]
    deeds = ["Talk to it", "Show the folder", "Move to the bin", "How is this counted?", "About"]
    _assert_in_order(_tabbed(newcomer, page.here.field), [*listed, *deeds, "Chat template"])


def test_nothing_flashes_up_as_a_window_of_its_own(newcomer: Person, starter_model: Path, data_dir: Path) -> None:
    put(starter_model, data_dir)
    watch = _WindowWatch()
    QApplication.instance().installEventFilter(watch)  # type: ignore[union-attr] # pytest-qt has made one
    newcomer.presenter.do(Command.MODELS_PAGE)
    page = models_of(newcomer).page
    page.hub.field.setText("smollm")
    newcomer.waits_until(lambda: models_of(newcomer)._repository._headers)
    page.turn_to(Tab.HERE)
    newcomer.waits_until(lambda: page.here.pane.own._numbers)
    assert watch.seen == []


# --- the load doctor -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("remedy", "layers"), [(Remedy.FEWER_LAYERS, 15), (Remedy.USE_CPU, 0)])
def test_a_model_that_has_no_room_is_loaded_otherwise(
    newcomer: Person, starter_model: Path, data_dir: Path, remedy: Remedy, layers: int
) -> None:
    path = put(starter_model, data_dir)
    newcomer.presenter.models.look_around()
    newcomer.waits_until(lambda: isinstance(newcomer.presenter.models.model.state, Ready))
    newcomer.presenter._remedies.help(remedy, OutOfMemory("Vulkan0", 2, 1))
    assert newcomer.presenter.models.model.settings.gpu_layers == layers
    assert newcomer.presenter.models.settings_of(path).gpu_layers == layers


def test_a_failure_to_load_has_its_log_one_press_away(person: Person) -> None:
    person.presenter.show_error("model", OutOfMemory("Vulkan0", 2, 1))
    notice = person.presenter.desk.notices.findChildren(Notice)[0]
    assert {button.text() for button in notice.findChildren(QPushButton)} >= {"Open the log"}


def _tabbed(person: Person, start: QWidget) -> list[str]:
    """The names of what Tab leads to from here on, once round."""
    person.window.activateWindow()
    QApplication.processEvents()
    start.setFocus()
    seen = [start.accessibleName()]
    for _step in range(60):
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        if focus is start or focus is None:
            break
        seen.append(focus.accessibleName())
    return seen


def _assert_in_order(seen: list[str], wanted: list[str]) -> None:
    places = [next((at for at, name in enumerate(seen) if name.startswith(one)), -1) for one in wanted]
    assert -1 not in places, (wanted[places.index(-1)], seen)
    assert places == sorted(places), seen


class _WindowWatch(QObject):
    """Which windows are shown from now on."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(repr(watched))
        return False
