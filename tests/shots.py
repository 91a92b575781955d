"""Takes a picture of every view and state, offscreen and with the fake engine: `python -m tests.shots OUT_FOLDER`."""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDeadlineTimer, Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget

import dev
from app.chat.model import BeingLoaded, Ready
from app.domain.conversation import Conversation, Turn, new_id
from app.domain.loading import LoadSettings
from app.domain.message import assistant, user
from app.domain.release import Release
from app.domain.settings import Appearance, Models, Network, Settings, Theme
from app.domain.storage_errors import DiskFull
from app.paths import Paths, inside
from app.storage.settings import save_settings
from app.storage.store import open_store
from app.ui.commands import Command
from app.ui.sheets.about import AboutSheet
from app.ui.sheets.news import NewsSheet
from app.ui.starting.application import Application, start_qt
from app.ui.theme.look import Look
from tests import shots_of_places as of_places
from tests import shots_of_presets as of_presets
from tests import shots_of_prompt as of_prompt
from tests.shots_of_models import finding, offline, on_this_computer, practice_hub

SIZE: Final = (1280, 800)
NARROW: Final = (680, 800)
PATIENCE_MS: Final = 60_000
DAY_S: Final = 86_400
MODEL: Final = str(dev.STARTER_MODEL.path())
"""The practice engine stands in for it; where the file is there, the pictures have its name."""

TITLES: Final = {
    "en": (
        (0, "Table to Markdown"),
        (0, "Polish an e-mail"),
        (1, "Explain Python's sort"),
        (1, "Plan a trip to Gyeongju"),
        (1, "Grammar"),
        (4, "A short history of paper"),
        (40, "First words"),
    ),
    "ko": (
        (0, "표를 마크다운으로"),
        (0, "이메일 다듬기"),
        (1, "파이썬 정렬 함수 설명"),
        (1, "여행 계획 브레인스토밍"),
        (1, "문법 교정"),
        (4, "종이의 짧은 역사"),
        (40, "첫 대화"),
    ),
}
QUESTIONS: Final = {
    "en": (
        "When I was 6, my sister was half my age. Now I am 70. How old is my sister?",
        "Make that a Python function.",
    ),
    "ko": (
        "내가 6살일 때 여동생은 내 나이의 절반이었어. 지금 나는 70살이야. 여동생은 몇 살일까?",
        "파이썬 함수로 만들어 줘.",
    ),
}
NEWS: Final = Release(
    "9.0.0",
    "https://maru.example/",
    notes={"en": "Added\n• Twice as fast.\n\nFixed\n• A typo.", "ko": "추가됨\n• 두 배 빨라요.\n\n고쳐짐\n• 오타."},
)
RICH: Final = {"en": "How do I keep bread fresh?", "ko": "빵을 신선하게 두려면 어떻게 해?"}


@dataclass(frozen=True)
class Scene:
    language: str = "en"
    theme: Theme = Theme.LIGHT
    text_size: int = 100
    high_contrast: bool = False
    size: tuple[int, int] = SIZE
    has_chats: bool = True
    has_model: bool = True
    endpoint: str = ""
    """Of the Hub; without one there is none in reach."""


class Studio:
    """One running program in a folder of its own, and what a person would do in it."""

    def __init__(self, application: Application, scene: Scene, folder: Path) -> None:
        self.scene = scene
        self._folder = folder
        application.show()
        self.until(lambda: application.program is not None)
        assert application.program is not None
        self.presenter = application.program.presenter
        self.window = application.program.presenter.window
        self.window.resize(*scene.size)
        if scene.has_model:
            self.choose(MODEL)
            self.until(lambda: self.presenter.models.has_looked)

    def until(self, is_true: Callable[[], object]) -> None:
        deadline = QDeadlineTimer(PATIENCE_MS)
        while not is_true():
            if deadline.hasExpired():
                raise TimeoutError(self.scene)
            QApplication.processEvents()
            time.sleep(0.005)

    def choose(self, path: str) -> None:
        model = self.presenter.models.model
        model.choose(path, LoadSettings())
        self.until(lambda: isinstance(model.state, Ready))

    def ask(self, *questions: str) -> None:
        for question in questions:
            self.window.composer.submitted.emit(question)
            self.until(lambda: not self.presenter.chat.session.answering)
        self.rest()

    def rest(self) -> None:
        """Let everything that waits for a moment without work be done."""
        for _ in range(10):
            QApplication.processEvents()
            time.sleep(0.01)

    def take(self, name: str, widget: QWidget | None = None) -> None:
        self.rest()
        (widget or self.window).grab().save(str(self._folder / f"{name}.png"))
        print(name)

    def take_dialog(self, name: str) -> None:
        self.rest()
        dialog = self.window.findChild(QDialog)
        assert dialog is not None
        self.take(name, dialog)
        dialog.close()


@contextmanager
def studio(out: Path, scene: Scene) -> Iterator[Studio]:
    """The program in this scene, ended at the end."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory() as folder:
        paths = replace(inside(Path(folder)), resources=inside(Path(folder)).resources)
        appearance = Appearance(theme=scene.theme, high_contrast=scene.high_contrast, text_size=scene.text_size)
        network = Network(offline=not scene.endpoint, endpoint=scene.endpoint)
        settings = Settings(appearance=appearance, models=Models(others=False), network=network)
        save_settings(paths.settings, settings)
        if scene.has_chats:
            fill(paths, scene.language)
        application = Application(app, paths, engine_words=("engine", "--fake"), language=scene.language)
        try:
            yield Studio(application, scene, out)
        finally:
            application.close()


def fill(paths: Paths, language: str) -> None:
    """Chats of some days."""
    now = time.time()
    for days, title in reversed(TITLES[language]):
        then = now - days * DAY_S - 60
        store = open_store(paths, clock=partial(float, then))
        question = Turn(new_id(), None, user(title), then)
        chat = Conversation(new_id(), title=title, created=then).add(question)
        store.create(chat.add(Turn(new_id(), question.id, assistant("…"), then))).result()
        store.close()


# --- the pictures -----------------------------------------------------------------------------------------------------


def main_views(out: Path, language: str, theme: Theme) -> None:
    tag = f"{language}-{theme}"
    with studio(out, Scene(language, theme)) as here:
        here.take(f"greeting-{tag}")
        here.ask(*QUESTIONS[language])
        here.take(f"chat-{tag}")
        here.presenter.models.offer()
        here.take(f"models-{tag}", here.presenter.models.picker)
        here.presenter.models.picker.hide()
        here.presenter.settings.show_page()
        here.take_dialog(f"settings-{tag}")
        here.presenter.do(Command.HELP)
        here.take_dialog(f"keys-{tag}")
        here.presenter.updates.show_about()
        about = here.window.findChild(AboutSheet)
        assert about
        here.until(about.licences.toPlainText)
        here.take_dialog(f"about-{tag}")
        NewsSheet(NEWS, Look(), parent=here.window).open()
        here.take_dialog(f"news-{tag}")
        here.presenter.list.new()
        here.ask(RICH[language])
        here.take(f"rich-{tag}")
        here.presenter.list.new()
        here.presenter.chat.session.use_preset(f"{language}/arithmetic")
        here.ask(of_presets.QUESTION[language])
        here.presenter.do(Command.EXACT_PROMPT)
        panel = here.presenter.prompt.panel
        assert panel
        here.until(panel.prompt.tokens.isVisible)
        here.take(f"vote-{tag}")


def sizes(out: Path, language: str) -> None:
    with studio(out, Scene(language, Theme.LIGHT, size=NARROW)) as here:
        here.ask(*QUESTIONS[language])
        here.take(f"narrow-{language}")
        here.window.switch_sidebar()
        here.take(f"drawer-{language}")
    for scene in (
        Scene(language, Theme.DARK, text_size=200),
        Scene(language, Theme.LIGHT, text_size=200, size=NARROW),
    ):
        with studio(out, scene) as here:
            name = f"{language}-{scene.size[0]}"
            here.take(f"greeting-200-{name}")
            here.ask(*QUESTIONS[language])
            here.take(f"chat-200-{name}")
    with studio(out, Scene(language, Theme.DARK, high_contrast=True)) as here:
        here.ask(*QUESTIONS[language])
        here.take(f"contrast-{language}")


def states(out: Path, language: str) -> None:
    with studio(out, Scene(language, has_chats=False, has_model=False)) as here:
        here.rest()
        here.presenter.desk.welcome.show_has_model(has_model=False)
        here.take(f"no-model-{language}")
        model = here.presenter.models.model
        model.choose("/models/slow.gguf", LoadSettings())
        here.until(lambda: isinstance(model.state, BeingLoaded) and model.state.fraction > 0.3)
        here.take(f"loading-{language}")
        here.until(lambda: isinstance(model.state, Ready))
        model.choose("/models/missing.gguf", LoadSettings())
        here.until(lambda: not isinstance(model.state, BeingLoaded))
        here.take(f"did-not-load-{language}")
    with studio(out, Scene(language)) as here:
        failures(here, language)
    with studio(out, Scene(language)) as here:
        while_answering(here, language)
    with studio(out, Scene(language)) as here:
        by_keyboard(here, language)


def failures(here: Studio, language: str) -> None:
    here.ask(f"{RICH[language]} /long 60 /die SIGSEGV after 9 tokens")
    here.take(f"failed-{language}")
    here.presenter.show_error("storage", DiskFull("/home/person/.local/share/maru-chat"))
    here.take(f"disk-full-{language}")
    here.presenter.list.delete(here.presenter.chat.session.conversation.id)
    here.take(f"deleted-{language}")


def while_answering(here: Studio, language: str) -> None:
    here.ask(*QUESTIONS[language])
    question = f"{RICH[language]} /reason /slow 15ms"
    session = here.presenter.chat.session
    here.window.composer.submitted.emit(question)
    here.until(lambda: len(session.path()[-1].message.text) > 300)
    here.take(f"answering-{language}")
    session.stop()
    here.until(lambda: not session.answering)
    here.take(f"stopped-{language}")
    here.window.composer.submitted.emit("word " * 400 + "\n\n" + "한글 단어 " * 200 + "a" * 600 + " /long 20")
    here.until(lambda: not session.answering)
    session.rename("A very long title " * 12)
    here.take(f"very-long-{language}")


def by_keyboard(here: Studio, language: str) -> None:
    here.ask(*QUESTIONS[language])
    here.presenter.chat.regenerate_last()
    here.until(lambda: not here.presenter.chat.session.answering)
    here.presenter.desk.conversation.setFocus(Qt.FocusReason.TabFocusReason)
    here.take(f"focus-message-{language}")
    here.window.sidebar.list.setFocus(Qt.FocusReason.TabFocusReason)
    here.take(f"focus-list-{language}")
    here.presenter.chat.edit_last_question()
    here.take(f"editing-{language}")
    here.presenter.chat.editing.end()
    here.presenter.desk.find_bar.start()
    here.presenter.desk.find_bar.look_for("70")
    here.take(f"finding-{language}")


def models_views(out: Path, language: str) -> None:
    wide = [Scene(language, theme) for theme in (Theme.LIGHT, Theme.DARK)]
    narrow = [Scene(language, size=size, text_size=text) for size, text in (((360, 740), 100), (NARROW, 200))]
    with practice_hub() as hub:
        for scene in (*wide, *narrow):
            with studio(out, replace(scene, endpoint=hub.endpoint, has_chats=scene.size == SIZE)) as here:
                tag = f"{language}-{scene.theme}-{scene.size[0]}"
                finding(here.presenter, here.until, partial(_tagged, here, tag))
                on_this_computer(here.presenter, here.until, partial(_tagged, here, tag))
                here.presenter.settings.show_page()
                here.take_dialog(f"settings-{tag}")
    with studio(out, Scene(language, has_model=False)) as here:
        offline(here.presenter, here.until, partial(_tagged, here, language))


def presets_views(out: Path, language: str) -> None:
    wide = [Scene(language, theme) for theme in (Theme.LIGHT, Theme.DARK)]
    large = [Scene(language, size=size, text_size=200) for size in (SIZE, NARROW)]
    for scene in (*wide, Scene(language, size=(700, 800)), Scene(language, size=(1600, 900)), *large):
        with studio(out, scene) as here:
            take = partial(_tagged, here, f"{language}-{scene.theme}-{scene.size[0]}-{scene.text_size}")
            of_presets.builtin(here.presenter, here.until, take, language=language)
            of_presets.own(here.presenter, here.until, take, language=language)
    with studio(out, Scene(language, has_model=False)) as here:
        of_presets.opened(here.presenter, here.until)
        here.take(f"presets-no-model-{language}")


def places_views(out: Path, language: str) -> None:
    wide = [Scene(language, theme) for theme in (Theme.LIGHT, Theme.DARK)]
    large = [Scene(language, size=size, text_size=200) for size in (SIZE, NARROW)]
    for scene in (*wide, Scene(language, size=(700, 800)), Scene(language, size=(1600, 900)), *large):
        with studio(out, scene) as here:
            take = partial(_tagged, here, f"{language}-{scene.theme}-{scene.size[0]}-{scene.text_size}")
            of_places.completion(here.presenter, here.until, take, language=language)
            of_places.compare(here.presenter, here.until, take, language=language)


def prompt_views(out: Path, language: str) -> None:
    wide = [Scene(language, theme) for theme in (Theme.LIGHT, Theme.DARK)]
    large = [Scene(language, size=size, text_size=200) for size in (SIZE, NARROW)]
    for scene in (*wide, Scene(language, size=(700, 800)), Scene(language, size=(1600, 900)), *large):
        with studio(out, scene) as here:
            here.ask(*QUESTIONS[language])
            tag = f"{language}-{scene.theme}-{scene.size[0]}-{scene.text_size}"
            of_prompt.beside_a_chat(here.presenter, here.until, partial(_tagged, here, tag))


def _tagged(here: Studio, tag: str, name: str, widget: QWidget | None = None) -> None:
    here.take(f"{name}-{tag}", widget)


def main() -> int:
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "shots")
    out.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    start_qt()
    only = sys.argv[2] if len(sys.argv) > 2 else ""
    for language in ("en", "ko"):
        if only in {"", "main"}:
            for theme in (Theme.LIGHT, Theme.DARK):
                main_views(out, language, theme)
        if only in {"", "sizes"}:
            sizes(out, language)
        if only in {"", "states"}:
            states(out, language)
        if only in {"", "models"}:
            models_views(out, language)
        if only in {"", "presets"}:
            presets_views(out, language)
        if only in {"", "places"}:
            places_views(out, language)
        if only in {"", "prompt"}:
            prompt_views(out, language)
    return 0


if __name__ == "__main__":
    sys.exit(main())
