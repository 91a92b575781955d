"""Says where a preset is meant for more context than the model has here, and offers to load it with as much."""

from PySide6.QtCore import QObject

from app.chat.model import Ready
from app.ui.chat.model_presenter import ModelPresenter
from app.ui.chat.presenter import ChatPresenter
from app.ui.widgets.notices import Notices
from app.words.catalog import _
from app.words.numbers import count

_CAUSE = "room"


class ContextRoom(QObject):
    def __init__(self, chat: ChatPresenter, models: ModelPresenter, notices: Notices) -> None:
        super().__init__(chat)
        self._chat = chat
        self._models = models
        self._notices = notices
        self._told = ("", 0, 0)
        """The preset's name, the tokens that it is meant for, and those that there are: said once."""
        chat.preset_shown.connect(self._renew)
        models.changed.connect(self._renew)
        notices.acted.connect(self._act)

    def _renew(self) -> None:
        told = self._lacking()
        if told == self._told:
            return
        self._told = told
        name, wanted, given = told
        if not wanted:
            self._notices.withdraw(_CAUSE)
            return
        said = _("“{name}” is meant for a context of {wanted} tokens; here the model has {given}.")
        asked = self._models.model.settings.context
        self._notices.show_notice(
            _CAUSE,
            said.format(name=name, wanted=count(wanted), given=count(given)),
            label=_("Load with {count} tokens").format(count=count(wanted)) if 0 < asked < wanted else "",
            remedy=_CAUSE,
        )

    def _lacking(self) -> tuple[str, int, int]:
        """No more than the model was trained for."""
        preset, state = self._chat.session.preset, self._models.model.state
        if preset is None or not isinstance(state, Ready):
            return "", 0, 0
        wanted = min(preset.context, state.model.trained_context or preset.context)
        return (preset.name, wanted, state.model.context) if state.model.context < wanted else ("", 0, 0)

    def _act(self, cause: str, _remedy: str) -> None:
        if cause == _CAUSE:
            self._models.change_settings(context=self._told[1])
