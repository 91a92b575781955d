"""The pictures of the panel beside a chat: the exact prompt, and how sure the model was of an answer."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QWidget

from app.domain.message import Role
from app.ui.commands import Command
from app.ui.prompt.alternatives import Alternatives
from app.ui.ties.presenter import Presenter

Until = Callable[[Callable[[], object]], None]


class Take(Protocol):
    def __call__(self, name: str, widget: QWidget | None = None) -> None: ...


def beside_a_chat(presenter: Presenter, until: Until, take: Take) -> None:
    """Some questions are answered already."""
    presenter.do(Command.EXACT_PROMPT)
    panel = presenter.prompt.panel
    assert panel is not None
    until(panel.prompt.tokens.isVisible)
    take("prompt")
    answers = [turn for turn in presenter.chat.session.path() if turn.message.role is Role.ASSISTANT]
    presenter.chat.score_wanted.emit(answers[0].id)
    until(panel.scored.tokens.isVisible)
    panel.scored.tokens.setFocus()
    panel.scored.tokens.move_to(3)
    take("probabilities")
    panel.scored.tokens.pressed.emit(3)
    alternatives = panel.scored.findChildren(Alternatives)[0]
    take("alternatives", alternatives)
    alternatives.hide()
    presenter.prompt.hide()
