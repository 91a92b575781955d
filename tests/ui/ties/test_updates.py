"""News of a newer version, and what this one is made of, in the real window beside a site of the tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QWidget

from app import __version__
from app.domain.settings import Network, Settings
from app.paths import inside
from app.storage.settings import save_settings
from app.ui.commands import Command
from app.ui.sheets.about import AboutSheet
from app.ui.sheets.help import HelpSheet
from app.ui.sheets.news import NewsSheet
from app.ui.sheets.settings import SettingsDialog
from app.ui.widgets.notices import Notice
from app.ui.widgets.setting_controls import Switch
from tests.fakes.announcements import PAGE, Site, announcement, build_in
from tests.ui.conftest import Person

SWITCH = "Tell of new versions"
SitDown = Callable[..., Person]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with Site() as site:
        yield site


@pytest.fixture
def build(site: Site, tmp_path: Path) -> Path:
    return build_in(tmp_path / "resources", site.said)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a browser was asked to open."""
    addresses: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: addresses.append(url.toString()))
    return addresses


@pytest.fixture
def willing(data_dir: Path) -> None:
    save_settings(inside(data_dir).settings, Settings(network=Network(updates=True)))


def notices(person: Person) -> list[str]:
    return [label.text() for line in person.window.findChildren(Notice) for label in wrapped(line)]


def wrapped(widget: QWidget) -> list[QLabel]:
    """Its sentences."""
    return [label for label in widget.findChildren(QLabel) if label.wordWrap()]


def sheet(person: Person, kind: type[QDialog]) -> QDialog:
    (found,) = [each for each in person.window.findChildren(kind) if each.isVisible()]
    return found


def press(words: str, on: QWidget) -> None:
    (button,) = [each for each in on.findChildren(QPushButton) if each.text() == words and each.isVisible()]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def switches(person: Person) -> list[Switch]:
    person.presenter.do(Command.SETTINGS)
    return [each for each in sheet(person, SettingsDialog).findChildren(Switch) if each.accessibleName() == SWITCH]


def test_nobody_is_asked_before_the_person_says_yes(site: Site, build: Path, sit_down: SitDown) -> None:
    person = sit_down(resources=build).sees_the_program()
    person.presenter.updates.look_if_due()
    (switch,) = switches(person)
    assert not switch.isChecked()
    assert site.requests == []
    QTest.keyClick(switch, Qt.Key.Key_Space)
    person.waits_until(lambda: notices(person))
    assert notices(person) == [f"Maru 9.0.0 is there; this is {__version__}."]
    assert len(site.requests) == 1
    person.presenter.updates.look_if_due()
    assert len(site.requests) == 1
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert notices(person) == []


@pytest.mark.usefixtures("willing")
def test_what_is_new_is_read_and_its_page_opened(site: Site, build: Path, sit_down: SitDown, opened: list[str]) -> None:
    person = sit_down(resources=build, language="ko").sees_the_program()
    person.presenter.updates.look_if_due()
    person.waits_until(lambda: notices(person))
    person.window.findChildren(Notice)[0].acted.emit()
    news = sheet(person, NewsSheet)
    assert isinstance(news, NewsSheet)
    assert news.notes.toPlainText() == "더 빨라요.\n더 조용해요."
    news.page_wanted.emit()
    assert opened == [PAGE]


@pytest.mark.usefixtures("willing")
def test_a_version_that_is_skipped_is_not_told_again(site: Site, build: Path, sit_down: SitDown) -> None:
    person = sit_down(resources=build).sees_the_program()
    person.presenter.updates.look_if_due()
    person.waits_until(lambda: notices(person))
    person.leaves()
    person = sit_down(resources=build).sees_the_program()
    assert len(notices(person)) == 1  # from memory: nobody was asked again
    press("What is new…", person.window.findChildren(Notice)[0])
    press("Skip this version", sheet(person, NewsSheet))
    assert notices(person) == []
    person.leaves()
    person = sit_down(resources=build).sees_the_program()
    assert notices(person) == []
    assert len(site.requests) == 1


@pytest.mark.usefixtures("willing")
def test_a_host_that_is_not_there_is_not_worth_a_word_but_a_forgery_is(
    site: Site, build: Path, sit_down: SitDown
) -> None:
    site.status = 503
    person = sit_down(resources=build).sees_the_program()
    updates = person.program.parts.updates
    told: list[object] = []
    updates.look(told.append)
    person.waits_until(lambda: told)
    person.presenter.updates._hear(told[0])  # type: ignore[arg-type]  # an error, as the site has answered
    assert notices(person) == []
    site.status, site.document = 200, announcement().replace(b"Faster", b"Slower")
    updates.look(person.presenter.updates._hear)
    person.waits_until(lambda: notices(person))
    assert "is not what Maru's makers have signed" in notices(person)[0]


def test_about_names_all_parts_and_looks_when_it_is_asked_to(site: Site, build: Path, sit_down: SitDown) -> None:
    person = sit_down(resources=build).sees_the_program()
    person.presenter.do(Command.HELP)
    press("About Maru…", sheet(person, HelpSheet))
    about = sheet(person, AboutSheet)
    assert isinstance(about, AboutSheet)
    person.waits_until(lambda: "Apache License" in about.licences.toPlainText())
    words = [label.text() for label in about.findChildren(QLabel)]
    for part in (f"Maru {__version__}", "llama.cpp", "llama-cpp-python", "Qt 6", "PySide6 6", "Python 3"):
        assert any(part in text for text in words), part
    assert site.requests == []
    site.document = announcement(__version__)
    press("Look for a new version", about)
    person.waits_until(lambda: about._updates._said.text() == "This is the newest version.")
    site.document = announcement("9.1.0")
    press("Look for a new version", about)
    person.waits_until(about._updates.news.isVisible)
    press("What is new…", about)
    assert isinstance(sheet(person, NewsSheet), NewsSheet)


def test_in_a_build_that_a_store_updates_there_is_neither_setting_nor_button(
    site: Site, tmp_path: Path, sit_down: SitDown
) -> None:
    person = sit_down(resources=build_in(tmp_path / "resources", 'channel = "Flathub"')).sees_the_program()
    assert switches(person) == []
    press("About Maru…", sheet(person, SettingsDialog))
    about = sheet(person, AboutSheet)
    assert isinstance(about, AboutSheet)
    assert not about._updates.look.isVisible()
    assert about._updates._said.text() == "New versions come from Flathub."
    person.presenter.updates.look_if_due()
    assert site.requests == []
