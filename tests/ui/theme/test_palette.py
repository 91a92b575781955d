"""A theme reaches the widgets: palette, style sheet and fonts of the running program."""

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.ui.theme import fonts, palette, tokens


def test_applying_a_theme_colours_existing_and_new_widgets(qapp: QApplication, qtbot: QtBot) -> None:
    before = qapp.font(), qapp.palette(), qapp.styleSheet()
    old = QPushButton("old")
    qtbot.addWidget(old)
    old.show()
    try:
        palette.apply(qapp, tokens.DARK)
        new = QPushButton("new")
        qtbot.addWidget(new)
        new.show()
        for button in (old, new):
            assert button.palette().color(QPalette.ColorRole.Window) == QColor(tokens.DARK.paper)
        palette.apply(qapp, tokens.LIGHT, text_scale=2.0)
        assert new.palette().color(QPalette.ColorRole.Window) == QColor(tokens.LIGHT.paper)
        assert qapp.font().pixelSize() == 2 * tokens.TEXT_BODY
    finally:
        qapp.setFont(before[0])
        qapp.setPalette(before[1])
        qapp.setStyleSheet(before[2])


def test_the_system_theme_is_one_of_ours(qapp: QApplication) -> None:
    assert palette.system_theme(qapp) in (
        tokens.LIGHT,
        tokens.DARK,
        tokens.LIGHT_HIGH_CONTRAST,
        tokens.DARK_HIGH_CONTRAST,
    )


def test_sizes_become_whole_pixels_with_half_going_up(qapp: QApplication) -> None:
    assert fonts.ui_font(tokens.TEXT_SMALL).pixelSize() == 13
    assert fonts.ui_font(tokens.TEXT_SMALL, scale=2.0).pixelSize() == 25
    assert fonts.fixed_font(scale=0.001).pixelSize() == 1


def test_fonts_fall_back_to_korean(qapp: QApplication) -> None:
    assert "Malgun Gothic" in fonts.ui_font().families()
    assert "Noto Sans Mono CJK KR" in fonts.fixed_font().families()
