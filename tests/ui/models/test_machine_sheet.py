"""The sheet about this computer by itself, and the words that stand in it and elsewhere for devices."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from app.domain.fit import Fit, Machine, Verdict
from app.domain.loading import Device, MemoryUse
from app.ui.models.machine_sheet import MachineSheet
from app.ui.models.values import DeviceLine, PackLine, Progress
from app.ui.models.words import devices_line, memory_of
from app.ui.theme.look import Look
from tests.ui.models.conftest import Show
from tests.ui.models.newcomers import buttons, words_on
from tests.ui.test_access import nameless

LINES = (
    PackLine("/a", "CUDA 12.8", "1.2 GB · for graphics cards of NVIDIA", is_used=True),
    PackLine("/b", "ROCm 6", "2.0 GB · for graphics cards of AMD", is_used=False, reason="It is for another version."),
)


@pytest.fixture
def sheet(show: Show) -> Iterator[MachineSheet]:
    window = QWidget()
    show_plain(show, window)
    made = MachineSheet(Look(), offers_packs=True, parent=window)
    made.show_devices([DeviceLine("RTX 4060", "CUDA · 6.9 of 8.0 GB free"), DeviceLine("Ryzen", "CPU")])
    made.show_packs(LINES)
    made.open()
    yield made
    made.close()


def show_plain(show: Show, window: QWidget) -> None:
    window.dress = lambda _look: None  # type: ignore[attr-defined]  # a bare window
    show(window)


def test_each_part_is_heard(sheet: MachineSheet) -> None:
    assert nameless(sheet) == []
    for line_ in LINES:
        (remove,) = buttons(sheet, f"Remove {line_.title}")
        heard = remove.accessibleDescription()
        assert line_.remark in heard
        assert line_.reason in heard
        assert ("not used" in heard) is not line_.is_used
    interface = QAccessible.queryAccessibleInterface(sheet)
    assert "RTX 4060" in interface.text(QAccessible.Text.Description)


def test_tab_reaches_everything_in_the_order_of_reading(sheet: MachineSheet) -> None:
    names: list[str] = []
    sheet.findChildren(QPushButton)[0].setFocus()
    for _ in range(6):
        widget = QApplication.focusWidget()
        assert widget
        names.append(widget.accessibleName())
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    at = names.index("Add a pack…")
    assert [*names, *names][at : at + 4] == ["Add a pack…", "Remove CUDA 12.8", "Remove ROCm 6", "Close"]


def test_what_stays_keeps_the_keyboard(sheet: MachineSheet) -> None:
    (remove,) = buttons(sheet, "Remove ROCm 6")
    remove.setFocus()
    sheet.show_packs([replace(line, is_used=None) for line in LINES[1:]])
    assert QApplication.focusWidget() is remove
    assert not buttons(sheet, "Remove CUDA 12.8")
    sheet.show_packs(LINES)
    assert QApplication.focusWidget() is remove


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_it_fits_a_narrow_window(show: Show, scale: float) -> None:
    window = QWidget()
    show_plain(show, window)
    window.resize(380, 700)
    made = MachineSheet(Look(scale=scale), offers_packs=True, parent=window)
    made.show_packs(LINES)
    made.show_adding("Adding “cuda-12.8-linux-x86_64.marupack”", Progress(0.4, "480 MB of 1.2 GB"))
    made.open()
    QApplication.processEvents()
    assert made.width() <= 380
    for widget in made.findChildren(QWidget):
        if widget.isVisible() and isinstance(widget, QPushButton | QLabel) and widget.text():
            left = widget.mapTo(made, QPoint(0, 0)).x()
            assert left + widget.width() <= made.width(), widget.text()


def test_where_there_are_no_packs_it_tells_of_devices_only(show: Show) -> None:
    window = QWidget()
    show_plain(show, window)
    made = MachineSheet(Look(), offers_packs=False, parent=window)
    made.show_devices([DeviceLine("Apple M3", "Metal")])
    made.open()
    assert "Apple M3" in words_on(made)
    assert not buttons(made, "Add a pack…")
    assert not made.acceptDrops()


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reasons", "words"),
    [((), "RAM 2.0 GB of 4.0 GB free"), (("failed",), "RAM 2.0 GB of 4.0 GB free  ·  GPU not used")],
)
def test_the_line_says_where_a_gpu_is_left_alone(reasons: tuple[str, ...], words: str) -> None:
    cpu = Device("CPU", "", "cpu", "CPU", 2 * 10**9, 4 * 10**9)
    cards = [Device(f"GPU{at}", "", "gpu", "", reason=reason) for at, reason in enumerate(reasons)]
    assert devices_line(Machine((cpu, *cards))) == words


def test_an_estimate_says_that_the_driver_failed() -> None:
    seen = Fit(Verdict.CPU, (MemoryUse("CPU", 10**9),), 2 * 10**9, 4096, 0, 5, gpu_note="none_crashed")
    assert "graphics driver failed" in memory_of(seen, "one").remark
    assert memory_of(replace(seen, gpu_note=""), "one").remark == ""
