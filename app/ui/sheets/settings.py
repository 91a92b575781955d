"""The settings, on one page; each change counts at once."""

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.settings import Declared, Settings, declared
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.controls import Button, Shelf, YieldingButton, hairline
from app.ui.widgets.flow import Flow
from app.ui.widgets.form import Form
from app.ui.widgets.setting_fields import Put, add_field, add_heading, add_setting, row_label
from app.ui.widgets.token_field import TokenKeeper
from app.words.catalog import _


class SettingsDialog(QDialog):
    """Made from how the settings are declared; the words of a setting and its range stand there."""

    changed = Signal(object)
    """All settings, with the change in them."""
    folder_wanted = Signal()
    token_given = Signal(str)
    token_forgotten = Signal()
    machine_wanted = Signal()
    """What this computer has to run models on."""
    connections_wanted = Signal()
    about_wanted = Signal()

    def __init__(self, settings: Settings, look: Look, *, offers_updates: bool, parent: QWidget) -> None:
        """offers_updates: nobody else brings new versions, so the person may want to be told of them."""
        super().__init__(parent)
        self.setWindowTitle(_("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._settings = settings
        self._look = look
        self._unoffered = () if offers_updates else ("updates",)
        self._folders = QListWidget()
        self._token = TokenKeeper()
        self._page = Form()
        self._fill()
        inside = QWidget()
        inside.setLayout(self._page)
        area = Shelf(scrolls_sideways=True)
        area.setWidget(inside)
        close = Button(_("Close"), kind="primary")
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, tokens.SPACE_4)
        column.addWidget(area)
        column.addWidget(hairline())
        column.addSpacing(tokens.SPACE_2)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignHCenter)
        self.resize(QSize(look.px(600), look.px(680)).boundedTo(parent.window().size()))

    def show_folders(self, folders: tuple[str, ...]) -> None:
        """One was added, by a dialog that is not ours."""
        self._settings = replace(self._settings, models=replace(self._settings.models, folders=folders))
        self._folders.clear()
        self._folders.addItems(list(folders))

    def show_token(self, *, is_kept: bool, remark: str = "") -> None:
        """remark: what is to be known of where it is kept."""
        self._token.show_token(is_kept=is_kept, remark=remark)

    def _fill(self) -> None:
        page = self._page
        page.setContentsMargins(tokens.SPACE_6, tokens.SPACE_4, tokens.SPACE_6, tokens.SPACE_5)
        for heading, group, names in (
            (_("Look"), "appearance", ("theme", "high_contrast", "language", "text_size", "column_width")),
            (_("Models"), "models", ("folders", "others")),
            (_("Running"), "running", ("context", "gpu_layers", "threads")),
            (_("Chats"), "chatting", ("system", "policy", "send_with_enter")),
            (_("Network"), "network", ("offline", "endpoint", "proxy", "downloads_at_once", "updates")),
        ):
            add_heading(page, heading)
            values = getattr(self._settings, group)
            settings = {item.name: item for item in declared(type(values))}
            for name in names:
                if name in self._unoffered:
                    continue
                if name == "folders":
                    self._add_folders(settings[name])
                else:
                    put = self._putter(group, settings[name])
                    add_setting(page, settings[name], getattr(values, name), put, look=self._look)
            if group == "running":
                self._add_button(_("Processors and packs…"), self.machine_wanted)
        self._add_token()
        self._add_button(_("Every connection that was made…"), self.connections_wanted)
        self._add_button(_("About Maru…"), self.about_wanted)
        self._page.addStretch()

    def _add_folders(self, setting: Declared) -> None:
        words, meaning = _(setting.setting.label), _(setting.setting.meaning)
        add_field(
            self._page, self._folder_list(self._settings.models.folders), words, meaning=meaning, named=self._folders
        )

    def _add_token(self) -> None:
        self._token.given.connect(self.token_given)
        self._token.forgotten.connect(self.token_forgotten)
        self._page.add_row(row_label(_("Token for Hugging Face")), self._token)

    def _add_button(self, words: str, wanted: SignalInstance) -> None:
        """To another sheet."""
        button = YieldingButton(words)
        button.clicked.connect(wanted)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(button)
        line.addStretch()
        self._page.add_row(row_label(""), row)

    def _putter(self, group: str, setting: Declared) -> Put:
        def put(value: object) -> None:
            self._put(group, setting.name, value)

        return put

    def _folder_list(self, folders: tuple[str, ...]) -> QWidget:
        self._folders.setObjectName("boxed")
        self._folders.setFixedHeight(self._look.px(84))
        add = Button(_("Add a folder…"))
        add.clicked.connect(self.folder_wanted)
        remove = Button(_("Remove"))
        remove.setEnabled(False)
        remove.clicked.connect(self._remove_folder)
        self._folders.currentRowChanged.connect(lambda row: remove.setEnabled(row >= 0))
        self.show_folders(folders)
        deeds = QWidget()
        buttons = Flow(deeds, gap=tokens.SPACE_2)
        buttons.addWidget(add)
        buttons.addWidget(remove)
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_2)
        column.addWidget(self._folders)
        column.addWidget(deeds)
        return part

    def _remove_folder(self) -> None:
        row = self._folders.currentRow()
        folders = self._settings.models.folders
        if 0 <= row < len(folders):
            self._put("models", "folders", (*folders[:row], *folders[row + 1 :]))
            self.show_folders(self._settings.models.folders)

    def _put(self, group: str, name: str, value: object) -> None:
        values = replace(getattr(self._settings, group), **{name: value})
        self._settings = replace(self._settings, **{group: values})
        self.changed.emit(self._settings)
