"""Which of the Hub's models are on this computer or on their way, and what the one button beside each does."""

from pathlib import Path

from app.domain.download import Download, DownloadState
from app.domain.hub import Offer
from app.domain.network_errors import UnsafeName
from app.library.downloads.places import model_folder, place_of
from app.library.downloads.queue import Downloads
from app.ui.models.download_words import DEEDS, progress_of
from app.ui.models.values import Deed, Progress


class Fetching:
    def __init__(self, downloads: Downloads, folder: Path) -> None:
        """Folder is the program's own for models."""
        self.downloads = downloads
        self._folder = folder

    def state_of(self, repo: str, offer: Offer) -> tuple[Deed, Progress | None]:
        """What the button does now, and how far the model has come."""
        download = self._download_of(repo, offer.quantization, offer)
        if download and download.state is not DownloadState.DONE:
            return DEEDS[download.state], progress_of(download)
        if self.path_of(repo, offer):
            return (Deed.TALK if offer.kind == "model" else Deed.NONE), None
        return Deed.DOWNLOAD, None

    def state_by_name(self, repo: str, quantization: str) -> tuple[Deed, Progress | None, str]:
        """The same where the files of the repository are not known yet, and the path of a model that is here."""
        download = self._download_of(repo, quantization)
        if download and download.state is not DownloadState.DONE:
            return DEEDS[download.state], progress_of(download), ""
        path = self.path_of(repo, download.offer) if download else self._path_like(repo, quantization)
        return (Deed.TALK, None, path) if path else (Deed.DOWNLOAD, None, "")

    def path_of(self, repo: str, offer: Offer) -> str:
        """Of the model on this computer; empty when it is not here, or not whole."""
        try:
            folder = model_folder(self._folder, repo)
            places = [place_of(folder, file) for file in offer.files]
        except UnsafeName:
            return ""
        is_whole = places and all(place.target.is_file() for place in places)
        return str(places[0].target) if is_whole else ""

    def do(self, deed: Deed, repo: str, revision: str, *, offer: Offer) -> None:
        """Raises UnsafeName."""
        download = self._download_of(repo, offer.quantization, offer)
        if download is None or deed is Deed.DOWNLOAD:
            self.downloads.add(repo, revision, offer, model_folder(self._folder, repo))
        else:
            self.do_with(download.id, deed)

    def do_by_name(self, deed: Deed, repo: str, quantization: str) -> None:
        download = self._download_of(repo, quantization)
        if download:
            self.do_with(download.id, deed)

    def do_with(self, download: str, deed: Deed) -> None:
        if deed is Deed.PAUSE:
            self.downloads.pause(download)
        elif deed in {Deed.RESUME, Deed.RETRY}:
            self.downloads.resume(download)

    def _download_of(self, repo: str, quantization: str, offer: Offer | None = None) -> Download | None:
        """Without an offer the first of this quantization."""
        for download in self.downloads.entries():
            is_same = offer is None or download.offer.files[0].path == offer.files[0].path
            if download.repo == repo and download.offer.quantization == quantization and is_same:
                return download
        return None

    def _path_like(self, repo: str, quantization: str) -> str:
        try:
            folder = model_folder(self._folder, repo)
        except UnsafeName:
            return ""
        wanted = quantization.casefold()
        files = sorted(folder.rglob("*.gguf")) if folder.is_dir() else []
        return next((str(file) for file in files if wanted in file.stem.casefold()), "")
