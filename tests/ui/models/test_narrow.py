"""In a window of 360 px nothing of the place "Models" is cut off at its side, also with text of twice the size."""

import pytest
from PySide6.QtWidgets import QApplication, QScrollArea

from app.domain.loading import Adapter, LoadSettings
from app.ui.models.page import ModelsPage, Tab
from app.ui.models.values import Deed, Facts, ModelPage, Progress
from app.ui.widgets.blank import Blank, WayOut
from tests.ui.models.conftest import Show
from tests.ui.models.samples import CHOICES, GOOD, MEMORY, cards, download, page, suggestion

SMALLEST = 360


@pytest.fixture(params=[1.0, 2.0], ids=["100", "200"])
def narrow(request: pytest.FixtureRequest, show: Show) -> ModelsPage:
    view = ModelsPage()
    view.devices.show_devices("RTX 4060 6.9 of 8.0 GB free  ·  RAM 21 of 32 GB free")
    trouble = "There is no space for it in this folder."
    view.downloads.show_downloads([download("one"), download("two", Deed.RESUME, trouble=trouble)])
    show(view, width=SMALLEST, height=740, scale=request.param)
    return view


def test_the_page_itself(narrow: ModelsPage) -> None:
    tabs = list(narrow._tabs.values())
    assert all(tab.mapTo(narrow, tab.rect().bottomRight()).x() < SMALLEST for tab in tabs)
    assert all(tab.visibleRegion().boundingRect().size() == tab.size() for tab in tabs)
    assert narrow.minimumSizeHint().width() <= SMALLEST


def test_what_is_suggested_and_found(narrow: ModelsPage) -> None:
    narrow.hub.suggestions.show_suggestions([suggestion("a-model-with-a-long-name"), suggestion("another", Deed.TALK)])
    _assert_nothing_is_cut(narrow)
    narrow.hub.show_results(cards(3))
    narrow.hub.open_repository("owner/model-0")
    shown = page(Q8_0=(Deed.PAUSE, Progress(0.5, "1.6 GB of 4.1 GB · 48 MB/s · about 1 minute left")))
    narrow.hub.repository.show_page(shown)
    _assert_nothing_is_cut(narrow)
    ways = (WayOut("open_page", "Open its page"), WayOut("retry", "Try again"))
    narrow.hub.repository.show_blank(Blank("It is only given to people who accept its terms.", ways, wants_token=True))
    _assert_nothing_is_cut(narrow)


def test_what_lies_on_this_computer(narrow: ModelsPage) -> None:
    narrow.turn_to(Tab.HERE)
    narrow.here.show_models(cards(2))
    narrow.here.open_model("owner/model-0")
    pane = narrow.here.pane
    pane.show_model(ModelPage("/a", "model-0", "98 MB · Q4_1", (GOOD,), can_quantize=True, memory=MEMORY))
    pane.show_facts(
        Facts((("Architecture", "llama"),), (("Q4_1", "92%"),), "{{ x }}", "apache-2.0", (("key", "value"),))
    )
    pane.own.show_settings(LoadSettings(adapters=(Adapter("/models/style.gguf"),)), CHOICES, is_own=True)
    pane.own.show_outdated(is_outdated=True)
    for part in (pane.about, pane.own, pane.keys):
        pane.turn_to(part)
        _assert_nothing_is_cut(narrow)


def _assert_nothing_is_cut(view: ModelsPage) -> None:
    """No page that is scrolled up and down is wider than what is seen of it."""
    QApplication.processEvents()
    assert view.minimumSizeHint().width() <= SMALLEST
    areas = [area for area in view.findChildren(QScrollArea) if area.isVisible()]
    assert areas
    for area in areas:
        inside = area.widget()
        assert inside is not None
        assert inside.width() <= area.viewport().width(), area.accessibleName()
