"""Tells of a newer version, where the person wants that, and shows what this one is made of."""

import logging
import platform
from collections.abc import Callable
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Final

import PySide6
from PySide6.QtCore import QObject, QTimer, QUrl, Signal, qVersion
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.domain.errors import MaruError
from app.domain.network_errors import NetworkError
from app.domain.release import Release
from app.domain.settings import Settings
from app.library.licences import licences
from app.library.updates import Answer
from app.ui.behind.background import Background
from app.ui.sheets.about import AboutSheet, Part
from app.ui.sheets.news import NewsSheet, is_there
from app.ui.theme.dressing import Dressing
from app.ui.widgets.notices import Notices
from app.wiring import App
from app.words.catalog import _
from app.words.failures import sentence

SITE: Final = "https://maru-chat.github.io/"
_CAUSE: Final = "update"
_NEWS: Final = "news"
_SETTLED_AFTER_MS: Final = 15_000
"""The start belongs to the model."""
_COMMIT: Final = 9
"""Letters of a commit, which tell it from all others."""
log = logging.getLogger(__name__)


class UpdatesPresenter(QObject):
    failed = Signal(object)
    """What was announced cannot be trusted, although nobody has asked just now."""

    def __init__(
        self,
        window: QWidget,
        notices: Notices,
        app: Callable[[], App],
        dressing: Dressing,
        background: Background,
    ) -> None:
        """App is asked for the parts each time: its settings change."""
        super().__init__(window)
        self._window, self._notices = window, notices
        self._app = app
        self._dressing = dressing
        self._background = background
        self._about: AboutSheet | None = None
        self._found: Release | None = None
        self._cancel: Callable[[], None] = lambda: None
        notices.acted.connect(self._act)

    def begin(self) -> None:
        if self._is_wanted:
            self._tell()
            QTimer.singleShot(_SETTLED_AFTER_MS, self, self.look_if_due)

    def leave(self) -> None:
        """Whatever is answered now is for nobody any more."""
        self._cancel()
        self._about = None

    def heed(self, before: Settings, after: Settings) -> None:
        """The person wants to be told from now on, or no more."""
        if after.network.updates and not before.network.updates:
            self.look_if_due()
        elif before.network.updates and not after.network.updates:
            self._notices.withdraw(_CAUSE)

    def look_if_due(self) -> None:
        app = self._app()
        if self._is_wanted and app.updates.is_due and not app.network.without_token().offline:
            self._cancel = app.updates.look(self._hear)

    def show_about(self, parent: QWidget | None = None) -> None:
        app = self._app()
        self._about = sheet = AboutSheet(
            _parts(), self._dressing.look, channel=app.updates.channel, parent=parent or self._window
        )
        sheet.look_wanted.connect(self._look_now)
        sheet.news_wanted.connect(lambda: self._show_news(sheet))
        sheet.site_wanted.connect(lambda: _browse(SITE))
        sheet.finished.connect(self._forget_about)
        if app.updates.news:
            self._found = app.updates.news
            sheet.show_answer(self._found)
        self._show_engine(app)
        app.hardware.ask(lambda _machine: self._show_engine(app))
        self._background.run(partial(licences, app.paths.resources), self._show_licences)
        sheet.open()

    def _show_news(self, parent: QWidget) -> None:
        if release := self._found:
            sheet = NewsSheet(release, self._dressing.look, parent=parent)
            sheet.page_wanted.connect(lambda: _browse(release.page))
            sheet.skipped.connect(lambda: self._skip(release))
            sheet.open()

    @property
    def _is_wanted(self) -> bool:
        app = self._app()
        return app.settings.network.updates and not app.updates.channel

    def _look_now(self) -> None:
        if self._about:
            self._about.show_looking()
            self._cancel()
            self._cancel = self._app().updates.look(self._hear_asked)

    def _hear(self, answer: Answer) -> None:
        """Nobody waits for it: that a host could not be reached today is not worth a word."""
        if isinstance(answer, NetworkError):
            log.info("no new version could be looked for: %s", answer)
        elif isinstance(answer, MaruError):
            self.failed.emit(answer)
        else:
            self._tell()

    def _hear_asked(self, answer: Answer) -> None:
        if not self._about:
            self._hear(answer)
        elif isinstance(answer, MaruError):
            self._about.show_trouble(sentence(answer).text)
        else:
            self._found = answer
            self._about.show_answer(answer)

    def _tell(self) -> None:
        if release := self._app().updates.news:
            self._found = release
            self._notices.show_notice(_CAUSE, is_there(release), label=_("What is new…"), remedy=_NEWS, icon="download")

    def _act(self, cause: str, remedy: str) -> None:
        if (cause, remedy) == (_CAUSE, _NEWS):
            self._show_news(self._window)

    def _skip(self, release: Release) -> None:
        self._app().updates.skip(release)
        self._notices.withdraw(_CAUSE)

    def _show_engine(self, app: App) -> None:
        if self._about:
            binding = f"llama-cpp-python {_version('llama-cpp-python')}"
            commit = app.hardware.commit.partition("-")[0][:_COMMIT]
            self._about.show_engine(f"llama.cpp {commit or '…'}, {binding}")

    def _show_licences(self, text: str) -> None:
        if self._about:
            self._about.show_licences(text)

    def _forget_about(self) -> None:
        self._about = None


def _parts() -> tuple[Part, ...]:
    return (
        (_("Window"), f"Qt {qVersion()}, PySide6 {PySide6.__version__}"),
        (_("Written in"), f"Python {platform.python_version()}"),
        (_("System"), platform.platform(terse=True)),
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # a package that was made without this knowledge
        return "?"


def _browse(address: str) -> None:
    QDesktopServices.openUrl(QUrl(address))
