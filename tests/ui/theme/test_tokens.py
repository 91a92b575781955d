"""The colours can be read: contrast of every text colour on every ground it stands on (WCAG 2.2)."""

import re
from dataclasses import fields

import pytest

from app.ui.theme import tokens
from app.ui.theme.tokens import Theme

THEMES = [tokens.LIGHT, tokens.DARK, tokens.LIGHT_HIGH_CONTRAST, tokens.DARK_HIGH_CONTRAST]
GROUNDS = ("paper", "surface", "sidebar", "code", "bubble")
READ = ("ink", "ink_second")


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_text_keeps_its_contrast_on_every_ground(theme: Theme) -> None:
    least = 7.0 if theme.is_high_contrast else 4.5
    for ground in GROUNDS:
        for ink in READ:
            assert contrast(getattr(theme, ink), getattr(theme, ground)) >= least, (ink, ground)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_coloured_text_can_be_read_where_it_is_used(theme: Theme) -> None:
    pairs = [
        ("accent", "paper"),
        ("accent", "surface"),
        ("on_accent", "accent"),
        ("on_selection", "selection"),
        ("on_found", "found_current"),
        ("warm", "paper"),
        *((token, "code") for token in ("code_keyword", "code_string", "code_number", "code_comment")),
    ]
    for ink, ground in pairs:
        assert contrast(getattr(theme, ink), getattr(theme, ground)) >= 4.2, (ink, ground)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_what_the_pointer_is_over_can_still_be_read(theme: Theme) -> None:
    assert contrast(theme.ink, theme.hover) >= (7.0 if theme.is_high_contrast else 4.5)
    assert contrast(theme.ink_second, theme.hover) >= 3.0  # drawings
    assert contrast(theme.accent, theme.hover) >= 3.0  # bars
    assert not theme.is_high_contrast or contrast(theme.ink_third, theme.hover) >= 4.5  # what cannot be pressed


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_focus_can_be_seen(theme: Theme) -> None:
    for ground in GROUNDS:
        assert contrast(theme.focus, getattr(theme, ground)) >= 3.0, ground


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_colour_is_written_the_same_way(theme: Theme) -> None:
    for field in fields(theme):
        value = getattr(theme, field.name)
        if isinstance(value, str) and field.name != "name":
            assert re.fullmatch(r"#([0-9A-F]{6}|[0-9A-F]{8})", value), field.name


def test_the_theme_follows_both_wishes() -> None:
    found = {
        tokens.theme_for(is_dark=dark, is_high_contrast=high).name for dark in (False, True) for high in (False, True)
    }
    assert found == {theme.name for theme in THEMES}
