"""Makes a window as it was left."""

from app.ui.composer.draft import Draft
from app.ui.theme.dressing import Dressing
from app.ui.window.main_window import MainWindow
from app.ui.window.state import WindowState


def restored_window(state: WindowState, dressing: Dressing) -> MainWindow:
    """In the language that is spoken now. Not shown yet."""
    window = MainWindow()
    window.dress(dressing.look, column_width=dressing.wish.column_width)
    window.show_sidebar(is_wanted=state.has_sidebar)
    window.restoreGeometry(state.geometry)
    window.composer.show_draft(Draft(state.draft))
    window.composer.setFocus()
    return window
