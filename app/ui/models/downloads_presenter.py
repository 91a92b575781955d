"""Between the list of downloads at the foot of the page and the downloads themselves."""

from PySide6.QtCore import QObject, Signal

from app.domain.download import Download, DownloadState
from app.domain.errors import MaruError
from app.domain.fault import from_fault
from app.ui.models.download_words import line_of, name_of
from app.ui.models.downloads import DownloadsBar
from app.ui.models.fetching import Fetching
from app.ui.models.values import Deed
from app.words.catalog import _


class DownloadsPresenter(QObject):
    talk_wanted = Signal(str)
    helped = Signal(str, object, object)
    """A remedy, the MaruError it is for, and what to try again."""

    def __init__(self, view: DownloadsBar, fetching: Fetching) -> None:
        super().__init__(view)
        self._view = view
        self._fetching = fetching
        view.wished.connect(self._do)
        view.acted.connect(self._act)
        view.removed.connect(self._remove)
        self.renew()

    def renew(self) -> None:
        self._view.show_downloads([line_of(download) for download in self._fetching.downloads.entries()])

    def resume_file(self, path: str) -> bool:
        """Go on with the download that this file belongs to; False when there is none."""
        for download in self._fetching.downloads.entries():
            if path.startswith(str(download.folder)):
                self._fetching.downloads.resume(download.id)
                return True
        return False

    def _do(self, download: str, deed: Deed) -> None:
        one = self._download(download)
        if one and deed is Deed.TALK:
            self._fetching.downloads.remove(download)  # from the list: it has done what it was there for
            self.talk_wanted.emit(self._fetching.path_of(one.repo, one.offer))
        elif one:
            self._fetching.do_with(download, deed)

    def _act(self, download: str, way: str) -> None:
        one = self._download(download)
        if one and one.fault:
            error: MaruError = from_fault(one.fault)
            self.helped.emit(way, error, lambda: self._fetching.downloads.resume(download))

    def _remove(self, download: str) -> None:
        one = self._download(download)
        if one is None:
            return
        bring_back = self._fetching.downloads.remove(download)
        if one.state is not DownloadState.DONE:
            words = _("“{name}” is no longer downloaded.").format(name=name_of(one))
            self._view.undo.offer(words, bring_back)
        self.renew()

    def _download(self, download: str) -> Download | None:
        return next((one for one in self._fetching.downloads.entries() if one.id == download), None)
