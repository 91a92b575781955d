"""Gives Qt's Fusion style the colours of a theme: one palette and a small style sheet for what a palette cannot say."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app.ui.theme import tokens
from app.ui.theme.fonts import ui_font
from app.ui.theme.tokens import Theme, theme_for

_Role = QPalette.ColorRole
_Group = QPalette.ColorGroup


def apply(app: QApplication, theme: Theme, *, text_scale: float = 1.0) -> None:
    """Dress the whole program; may be called again at any time (theme or text size changed)."""
    app.setStyle("Fusion")
    app.setFont(ui_font(scale=text_scale))
    app.setPalette(palette(theme))
    app.setStyleSheet(style_sheet(theme))


def system_theme(app: QApplication) -> Theme:
    """The theme that the desktop asks for now; ``app.styleHints().colorSchemeChanged`` tells when to ask again."""
    hints = app.styleHints()
    accessibility = hints.accessibility()
    return theme_for(
        is_dark=hints.colorScheme() is Qt.ColorScheme.Dark,
        is_high_contrast=accessibility.contrastPreference() is Qt.ContrastPreference.HighContrast,
    )


def palette(theme: Theme) -> QPalette:
    """Every role that Fusion and the style sheet read."""
    colours = {
        _Role.Window: theme.paper,
        _Role.WindowText: theme.ink,
        _Role.Base: theme.surface,
        _Role.AlternateBase: theme.sidebar,
        _Role.Text: theme.ink,
        _Role.PlaceholderText: theme.ink_second,
        _Role.Button: theme.surface,
        _Role.ButtonText: theme.ink,
        _Role.BrightText: theme.on_accent,
        _Role.Highlight: theme.selection,
        _Role.HighlightedText: theme.on_selection,
        _Role.Accent: theme.accent,
        _Role.Link: theme.accent,
        _Role.LinkVisited: theme.accent,
        _Role.ToolTipBase: theme.surface,
        _Role.ToolTipText: theme.ink,
        _Role.Light: theme.surface,
        _Role.Midlight: theme.sidebar,
        _Role.Mid: theme.line,
        _Role.Dark: theme.ink_third,
        _Role.Shadow: theme.line,
    }
    result = QPalette()
    for role, colour in colours.items():
        result.setColor(role, QColor(colour))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText):
        result.setColor(_Group.Disabled, role, QColor(theme.ink_third))
    return result


def style_sheet(theme: Theme) -> str:
    """Rules for the plain controls of Qt; views with a look of their own paint themselves."""
    return f"""
QToolTip {{ background: {theme.surface}; color: {theme.ink}; border: 1px solid {theme.line};
  padding: {tokens.SPACE_1}px {tokens.SPACE_2}px; }}
QMenu {{ background: {theme.surface}; border: 1px solid {theme.line}; border-radius: {tokens.RADIUS_CONTROL}px;
  padding: {tokens.SPACE_1}px; }}
QMenu::item {{ padding: 6px {tokens.SPACE_5}px 6px {tokens.SPACE_3}px; border-radius: {tokens.RADIUS_SMALL}px; }}
QMenu::item:selected {{ background: {theme.accent_soft}; color: {theme.ink}; }}
QMenu::item:disabled {{ color: {theme.ink_third}; }}
QMenu::separator {{ height: 1px; background: {theme.line}; margin: {tokens.SPACE_1}px {tokens.SPACE_2}px; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {theme.line}; border-radius: 3px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:disabled {{ background: transparent; }}
QScrollBar::handle:hover {{ background: {theme.ink_third}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
