"""The style sheet of the window's own controls: made of the tokens, set anew when theme or text size change."""

from app.ui.theme import tokens
from app.ui.theme.look import Look


def sheet(look: Look) -> str:
    """Widgets are named by objectName, variants of a control by the property `kind`."""
    return "\n".join([_grounds(look), _words(look), _buttons(look), _fields(look), _popups(look)])


def _grounds(look: Look) -> str:
    theme = look.theme
    return f"""
#window, #main {{ background: {theme.paper}; }}
#sidebar {{ background: {theme.sidebar}; border: none; border-right: 1px solid {theme.line}; }}
#header {{ background: {theme.paper}; border: none; border-bottom: 1px solid {theme.line}; }}
#side {{ background: {theme.paper}; border: none; border-left: 1px solid {theme.line}; }}
#side {{ background: {theme.paper}; border: none; border-left: 1px solid {theme.line}; }}
#find {{ background: {theme.paper}; border: none; border-bottom: 1px solid {theme.line}; }}
#hairline {{ background: {theme.line}; border: none; }}
#notice {{ background: {theme.amber_soft}; border: none; border-bottom: 1px solid {theme.line}; }}
#notice[kind="bad"] {{ background: {theme.warm_soft}; }}
#undo {{ background: {theme.surface}; border: 1px solid {theme.line}; border-radius: {tokens.RADIUS_CONTROL}px; }}
#downloads {{ background: {theme.surface}; border: none; border-top: 1px solid {theme.line}; }}
#pane {{ background: {theme.paper}; border: 1px solid {theme.line}; border-radius: {tokens.RADIUS_CARD}px; }}
#chip {{ background: {theme.code}; border: 1px solid {theme.line}; border-radius: {tokens.RADIUS_SMALL}px; }}
"""


def _words(look: Look) -> str:
    theme = look.theme
    return f"""
QLabel {{ background: transparent; color: {theme.ink}; }}
QLabel#brand, QLabel#title {{ font-size: {look.px(tokens.TEXT_BODY)}px; font-weight: {tokens.WEIGHT_TITLE}; }}
QLabel#brand {{ font-size: {look.px(15)}px; }}
QLabel#large {{ font-size: {look.px(tokens.TEXT_LARGE)}px; font-weight: {tokens.WEIGHT_TITLE}; }}
QLabel#greeting {{ font-size: {look.px(tokens.TEXT_TITLE)}px; font-weight: {tokens.WEIGHT_TITLE}; }}
QLabel#part {{ font-weight: {tokens.WEIGHT_TITLE}; }}
QLabel#muted {{ color: {theme.ink_second}; }}
QLabel#small {{ color: {theme.ink_second}; font-size: {look.px(tokens.TEXT_SMALL)}px; }}
QLabel#trouble {{ color: {theme.warm}; font-size: {look.px(tokens.TEXT_SMALL)}px; }}
QLabel#group {{ color: {theme.ink_second}; font-size: {look.px(tokens.TEXT_SMALL)}px;
  font-weight: {tokens.WEIGHT_TITLE}; }}
QLabel#key {{ color: {theme.ink_second}; background: {theme.code}; border: 1px solid {theme.line};
  border-radius: {tokens.RADIUS_SMALL}px; padding: 1px 6px; font-size: {look.px(tokens.TEXT_SMALL)}px; }}
"""


def _buttons(look: Look) -> str:
    theme = look.theme
    high = look.px(tokens.CONTROL_HEIGHT)
    return f"""
QPushButton {{ background: {theme.surface}; color: {theme.ink}; border: 1px solid {theme.line};
  border-radius: {tokens.RADIUS_CONTROL}px; padding: 0 {tokens.SPACE_3}px; min-height: {high - 2}px; }}
QPushButton:hover {{ border-color: {theme.ink_third}; }}
QPushButton:pressed {{ background: {theme.code}; }}
QPushButton:disabled {{ color: {theme.ink_third}; }}
QPushButton:focus {{ border: 2px solid {theme.focus}; padding: 0 {tokens.SPACE_3 - 1}px; min-height: {high - 4}px; }}
QPushButton[kind="primary"] {{ background: {theme.accent}; color: {theme.on_accent}; border-color: {theme.accent};
  font-weight: {tokens.WEIGHT_TITLE}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {theme.ink}; }}
QPushButton[kind="primary"]:disabled {{ background: {theme.code}; color: {theme.ink_third};
  border-color: {theme.line}; }}
QPushButton[kind="new"] {{ font-weight: {tokens.WEIGHT_TITLE}; text-align: left; min-height: {look.px(36) - 2}px; }}
QPushButton[kind="new"]:focus {{ min-height: {look.px(36) - 4}px; }}
QPushButton[kind="place"] {{ background: transparent; color: {theme.ink_second}; border-color: transparent;
  text-align: left; padding: 0 {tokens.SPACE_2}px; }}
QPushButton[kind="place"]:hover {{ background: {theme.hover}; color: {theme.ink}; }}
QPushButton[kind="place"]:focus {{ border: 2px solid {theme.focus}; padding: 0 {tokens.SPACE_2 - 1}px; }}
QPushButton[kind="example"] {{ text-align: left; border-radius: {tokens.RADIUS_CARD}px; padding: 0 {tokens.SPACE_4}px;
  min-height: {look.px(42)}px; }}
QPushButton[kind="link"] {{ background: transparent; border-color: transparent; color: {theme.accent};
  padding: 0 {tokens.SPACE_2}px; font-weight: {tokens.WEIGHT_TITLE}; }}
QPushButton[kind="link"]:hover {{ background: {theme.accent_soft}; }}
QPushButton[kind="link"]:focus {{ border: 2px solid {theme.focus}; padding: 0 {tokens.SPACE_2 - 1}px; }}
QPushButton[kind="link"]:disabled {{ color: {theme.ink_third}; }}
QPushButton[kind="link"]:checked {{ background: {theme.accent_soft}; }}
QPushButton[kind="quiet"], QPushButton[kind="fold"] {{ background: transparent; border-color: transparent;
  color: {theme.ink_second}; padding: 0 {tokens.SPACE_2}px; font-size: {look.px(tokens.TEXT_SMALL)}px; }}
QPushButton[kind="quiet"]:hover, QPushButton[kind="fold"]:hover {{ background: {theme.hover}; color: {theme.ink}; }}
QPushButton[kind="fold"] {{ font-weight: {tokens.WEIGHT_TITLE}; padding: 0 {tokens.SPACE_1}px; }}
QPushButton[kind="quiet"]:focus, QPushButton[kind="fold"]:focus {{ border: 2px solid {theme.focus}; }}
QPushButton[kind="name"] {{ background: transparent; border-color: transparent; text-align: left;
  font-weight: {tokens.WEIGHT_TITLE}; padding: 0 {tokens.SPACE_1}px; }}
QPushButton[kind="name"]:hover {{ background: {theme.code}; }}
QPushButton[kind="name"]:checked {{ background: {theme.code}; }}
QPushButton[kind="name"]:focus {{ border: 2px solid {theme.focus}; padding: 0 {tokens.SPACE_1 - 1}px; }}
QPushButton[kind="tab"] {{ border-radius: {high // 2}px; }}
QPushButton[kind="toggle"] {{ border-radius: {high // 2}px; }}
QPushButton[kind="tab"]:checked, QPushButton[kind="toggle"]:checked {{ color: {theme.accent};
  border-color: {theme.accent}; background: {theme.accent_soft}; }}
QPushButton[kind="place"]:checked {{ background: {theme.surface}; color: {theme.ink}; border-color: {theme.line};
  font-weight: {tokens.WEIGHT_TITLE}; }}
QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: {tokens.RADIUS_CONTROL}px; }}
QToolButton:hover {{ background: {theme.hover}; }}
QToolButton:focus {{ border: 2px solid {theme.focus}; }}
QToolButton[kind="send"] {{ background: {theme.accent}; border-radius: 9px; }}
QToolButton[kind="send"]:hover {{ border: 1px solid {theme.ink_second}; }}
QToolButton[kind="send"]:focus {{ border: 2px solid {theme.ink}; }}
QToolButton[kind="send"]:disabled {{ background: {theme.hover}; }}
"""


def _fields(look: Look) -> str:
    theme = look.theme
    high = look.px(tokens.CONTROL_HEIGHT)
    return f"""
QPlainTextEdit {{ background: transparent; color: {theme.ink}; selection-background-color: {theme.selection};
  selection-color: {theme.on_selection}; }}
QLineEdit, QComboBox, QAbstractSpinBox {{ background: {theme.surface}; color: {theme.ink};
  border: 1px solid {theme.line}; border-radius: {tokens.RADIUS_CONTROL}px; padding: 0 {tokens.SPACE_2}px;
  min-height: {high - 2}px;
  selection-background-color: {theme.selection}; selection-color: {theme.on_selection}; }}
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{ border: 2px solid {theme.focus};
  padding: 0 {tokens.SPACE_2 - 1}px;
  min-height: {high - 4}px; }}
QLineEdit#name {{ background: transparent; border-color: transparent; font-size: {look.px(tokens.TEXT_LARGE)}px;
  font-weight: {tokens.WEIGHT_TITLE}; padding: 0; }}
QLineEdit#name:hover {{ border-bottom-color: {theme.line}; }}
QLineEdit#name:focus {{ background: {theme.surface}; border: 2px solid {theme.focus}; padding: 0; }}
#description {{ background: transparent; color: {theme.ink_second}; border: 1px solid transparent; padding: 0; }}
#description:hover {{ border-bottom-color: {theme.line}; }}
#description:focus {{ background: {theme.surface}; border: 1px solid {theme.focus};
  border-radius: {tokens.RADIUS_CONTROL}px; }}
#boxed {{ background: {theme.surface}; border: 1px solid {theme.line}; border-radius: {tokens.RADIUS_CONTROL}px;
  padding: {tokens.SPACE_1}px; }}
#boxed:focus {{ border: 2px solid {theme.focus}; }}
#tokens {{ background: {theme.surface}; border: 1px solid {theme.line}; border-radius: {tokens.RADIUS_CARD}px;
  padding: {tokens.SPACE_2}px; }}
#tokens:focus {{ border: 2px solid {theme.focus}; padding: {tokens.SPACE_2 - 1}px; }}
QLineEdit, QPlainTextEdit {{ placeholder-text-color: {theme.ink_second}; }}
#search {{ background: transparent; }}
#search:focus {{ background: {theme.surface}; }}
QAbstractSpinBox QLineEdit {{ border: none; background: transparent; padding: 0; min-height: 0; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: none; }}
QComboBox::drop-down {{ border: none; width: {look.px(22)}px; }}
QComboBox QAbstractItemView {{ background: {theme.surface}; color: {theme.ink}; border: 1px solid {theme.line};
  selection-background-color: {theme.accent_soft}; selection-color: {theme.ink}; outline: none; padding: 4px; }}
QListView, QTableView {{ background: transparent; border: none; outline: none; }}
QTableView#boxed {{ background: {theme.surface}; border: 1px solid {theme.line};
  selection-background-color: {theme.accent_soft}; selection-color: {theme.ink}; padding: 0; }}
QTableView::item {{ padding: 0 {tokens.SPACE_2}px; }}
QTableView#boxed:focus {{ border: 2px solid {theme.focus}; }}
QHeaderView {{ background: {theme.code}; border: none; }}
QHeaderView::section {{ background: {theme.code}; color: {theme.ink_second}; border: none;
  border-bottom: 1px solid {theme.line}; padding: {tokens.SPACE_1}px {tokens.SPACE_2}px;
  font-size: {look.px(tokens.TEXT_SMALL)}px; font-weight: {tokens.WEIGHT_TITLE}; }}
"""


def _popups(look: Look) -> str:
    theme = look.theme
    return f"""
QDialog {{ background: {theme.paper}; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QProgressBar {{ background: {theme.hover}; border: none; border-radius: 2px; max-height: 4px; }}
QProgressBar::chunk {{ background: {theme.accent}; border-radius: 2px; }}
QProgressBar[kind="full"]::chunk {{ background: {theme.warm}; }}
"""
