"""The pictures of the place "Models": the real page over a Hub on this machine, with small files that pretend."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dev
from app.domain.download import Download, DownloadState
from app.domain.fault import Fault, to_fault
from app.domain.hub import Offer, RemoteFile
from app.domain.network_errors import NotEnoughSpace
from app.library.hub.recommended import recommended
from app.paths import resources
from app.ui.models.download_words import line_of
from app.ui.models.machine_sheet import MachineSheet
from app.ui.models.page import Tab
from app.ui.models.presenter import ModelsPresenter
from app.ui.models.values import DownloadLine
from app.ui.ties.presenter import Presenter
from tests.fakes.hub.repositories import Card
from tests.fakes.hub.server import HubServer

Until = Callable[[Callable[[], object]], None]
Take = Callable[..., None]

TAGS = ("gguf", "image-text-to-text", "en", "ko")


@contextmanager
def practice_hub() -> Iterator[HubServer]:
    content = dev.STARTER_MODEL.path().read_bytes()
    with HubServer() as hub:
        for at, size in enumerate((4, 12, 27)):
            card = Card(
                downloads=1_200_000 // (at + 1),
                trending=9 - at,
                parameters=size * 1_000_000_000,
                context_length=131_072,
                licence="gemma",
                tags=TAGS,
                gated="manual" if at == 2 else "",
            )
            files = {f"gemma-3-{size}b-it-{name}.gguf": content for name in ("Q4_K_M", "Q6_K", "Q8_0", "F16")}
            hub.add(f"ggml-org/gemma-3-{size}b-it-GGUF", files, card)
        for one in recommended(resources()):
            hub.add(one.repo, {f"model-{one.quantization}.gguf": content}, Card())
        yield hub


def finding(presenter: Presenter, until: Until, take: Take) -> None:
    models = _opened(presenter, until)
    page = models.page
    take("models-suggested")
    page.hub.field.setText("gemma 3")
    until(lambda: models._repository._headers)
    take("models-found")
    page.hub.repository._memory._ask.setChecked(True)
    page.hub.opened.emit("ggml-org/gemma-3-4b-it-GGUF")
    until(lambda: models._repository._headers)
    take("models-repository")
    page.hub.opened.emit("ggml-org/gemma-3-27b-it-GGUF")
    until(lambda: models._repository._error)
    take("models-gated")
    page.hub.field.clear()
    page.hub.suggestions._cards.popitem()[1].deed.click()
    until(lambda: any(one.state == "done" for one in presenter.app.downloads.entries()))
    page.downloads.show_downloads(_downloads())
    take("models-downloads")


def on_this_computer(presenter: Presenter, until: Until, take: Take) -> None:
    models = _opened(presenter, until)
    page = models.page
    page.turn_to(Tab.HERE)
    until(lambda: models._here._header)
    take("models-here")
    page.here.open_model(presenter.models.model.path)
    take("models-about")
    for name, part in (("own", page.here.pane.own), ("keys", page.here.pane.keys)):
        page.here.pane.turn_to(part)
        take(f"models-{name}")
    page.here.pane.turn_to(page.here.pane.about)
    models.show_machine()
    sheet = presenter.window.findChild(MachineSheet)
    assert sheet
    take("machine", sheet)
    sheet.close()


def offline(presenter: Presenter, until: Until, take: Take) -> None:
    models = _opened(presenter, until)
    models.page.hub.field.setText("gemma 3")
    until(lambda: models._find._error)
    take("models-offline")


def _opened(presenter: Presenter, until: Until) -> ModelsPresenter:
    presenter.places.find_model()
    models = presenter.places.models
    assert models is not None
    until(lambda: models._weighing.machine)
    return models


def _downloads() -> list[DownloadLine]:
    full = to_fault(NotEnoughSpace("qwen", "/home/person/models", 5_000_000_000, 1_200_000_000))
    return [
        line_of(_download("gemma-3-4b-it", "Q8_0", 4.1e9, done=1.6e9, speed=48e6)),
        line_of(_download("qwen", "Q4_K_M", 5e9, done=1e9, state=DownloadState.PAUSED, fault=full)),
        line_of(_download("SmolLM2-135M-Instruct", "Q4_1", 98e6, done=98e6, state=DownloadState.DONE)),
    ]


def _download(  # as a person would have it
    name: str,
    quantization: str,
    size: float,
    *,
    done: float,
    speed: float = 0.0,
    state: DownloadState = DownloadState.RUNNING,
    fault: Fault | None = None,
) -> Download:
    offer = Offer(quantization, (RemoteFile(f"{name}.gguf", int(size)),))
    folder = Path("/home/person/models")
    return Download(name, f"owner/{name}", "main", offer, folder, state, done_bytes=int(done), speed=speed, fault=fault)
