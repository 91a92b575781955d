"""`models pull`: one model of the Hub comes into the model folder, from where an earlier try had ended."""

import argparse
from dataclasses import replace
from functools import partial
from pathlib import Path

from app.cli.house import library_of
from app.cli.launch import Launch
from app.cli.loop import Loop
from app.cli.models.progress import bytes_in_words
from app.cli.outcome import DONE, FAILED
from app.cli.terminal import ProgressLine, complain, murmur, show, show_json
from app.domain.download import Download, DownloadState
from app.domain.engine_errors import EngineError
from app.domain.fault import Fault, from_fault
from app.domain.fit import Fit, Verdict
from app.domain.hub import Offer, Repository
from app.domain.model_errors import UnknownArchitecture
from app.library.downloads.places import model_folder, place_of
from app.library.headers.architectures import ARCHITECTURES
from app.library.headers.header import Header
from app.library.hub.names import parse
from app.library.hub.offers import choose_offer
from app.wiring import Library
from app.words.catalog import _
from app.words.failures import sentence
from app.words.fits import fit_sentence
from app.words.numbers import duration, size

TRIES = 8
"""In a row, without a byte between them: some minutes."""
AT_REST = {DownloadState.DONE, DownloadState.PAUSED, DownloadState.FAILED}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "name", metavar="NAME", help=_("owner/name, owner/name:QUANTIZATION, or the address of a page or file")
    )
    parser.add_argument("--file", metavar="FILE", help=_("this file of it"))


def run(launch: Launch, options: argparse.Namespace) -> int:
    with library_of(launch) as (library, loop), ProgressLine() as line:
        network = library.network()
        named = parse(options.name, endpoint=network.endpoint)
        line.show(_("Asking {host}…").format(host=network.host))
        repository = loop.wait_for(partial(library.hub.look, named.repo, revision=named.revision))
        offer = choose_offer(repository, options.file or named.wish)
        header = _header(library, loop, repository, offer)
        fit = _weigh(library, loop, header, line)
        line.clear()
        _announce(repository, offer, header, fit)
        folder = model_folder(library.paths.models, named.repo)
        download = library.downloads.add(named.repo, repository.revision, offer, folder)
        download = Watch(library, loop, download.id, line).until_it_rests()
    return _show_outcome(download, repository, fit, options)


def _header(library: Library, loop: Loop, repository: Repository, offer: Offer) -> Header | None:
    """None for what is no model by itself. Raises NetworkError, ModelError."""
    if offer.kind != "model":
        return None
    header: Header = loop.wait_for(partial(library.hub.header, repository.entry.repo, repository.revision, offer))
    return header


def _weigh(library: Library, loop: Loop, header: Header | None, line: ProgressLine) -> Fit | None:
    """None for what cannot run, or where no engine says what there is, which is said."""
    if header is None or header.architecture not in ARCHITECTURES:
        return None
    try:
        machine = loop.wait_for(library.hardware.ask)
    except EngineError as error:
        line.clear()
        complain(sentence(error).text)
        return None
    return library.fit(header, library.settings.running.load_settings(), machine)


def _announce(repository: Repository, offer: Offer, header: Header | None, fit: Fit | None) -> None:
    """What comes, and whether it will run; to scripts only what speaks against it."""
    murmur(f"{repository.entry.repo} · {offer.files[0].path} · {size(offer.size_bytes)}")
    if fit and fit.verdict is Verdict.NO:
        complain(fit_sentence(fit))
    elif fit:
        murmur(fit_sentence(fit))
    elif header and header.architecture not in ARCHITECTURES:
        complain(sentence(UnknownArchitecture(offer.files[0].path, header.architecture)).text)


class Watch:
    """Shows how far one download is. Ctrl-C pauses it, and so do many failures in a row: a script must not hang."""

    def __init__(self, library: Library, loop: Loop, name: str, line: ProgressLine) -> None:
        self._downloads = library.downloads
        self._loop = loop
        self._name = name
        self._line = line
        self._before = self._now
        self._failures = 0
        self._last_straw: Fault | None = None

    def until_it_rests(self) -> Download:
        leave = self._downloads.changed.connect(self._look)
        try:
            self._loop.until(self._is_at_rest, stop=self._pause)
        finally:
            leave()
            self._line.clear()
        return replace(self._now, fault=self._now.fault or self._last_straw)

    @property
    def _now(self) -> Download:
        return next(entry for entry in self._downloads.entries() if entry.id == self._name)

    def _is_at_rest(self) -> bool:
        """Asked all the time, so that a wait is seen to pass."""
        now = self._now
        self._line.show(_in_words(now))
        return now.state in AT_REST

    def _look(self) -> None:
        before, now = self._before, self._now
        self._before = now
        if now.done_bytes > before.done_bytes:
            self._failures = 0
        if now.state is DownloadState.WAITING and now.fault and before.state is not now.state:
            self._failures += 1
            if self._failures == TRIES:
                self._last_straw = now.fault
                self._pause()

    def _pause(self) -> None:
        self._downloads.pause(self._name)


def _in_words(download: Download) -> str:
    if download.state is DownloadState.WAITING and download.fault:
        why = sentence(from_fault(download.fault)).text
        return _("Trying again in {time}: {why}").format(time=duration(download.retry_s), why=why)  # it may be cut
    if download.state is DownloadState.VERIFYING:
        return _("Checking") + " " + bytes_in_words(download.done_bytes, download.total_bytes)
    return bytes_in_words(
        download.done_bytes,
        download.total_bytes,
        per_second=download.speed,
        seconds_left=download.seconds_left,
    )


def _show_outcome(download: Download, repository: Repository, fit: Fit | None, options: argparse.Namespace) -> int:
    """Raises MaruError for one that failed or cannot go on."""
    if download.fault:
        raise from_fault(download.fault)
    if download.state is not DownloadState.DONE:
        text = _("Paused: {done} of {whole} are here. The same command goes on from there.")
        complain(text.format(done=size(download.done_bytes), whole=size(download.total_bytes)))
        return FAILED
    paths = [place_of(download.folder, file).target for file in download.offer.files]
    if options.json:
        show_json(_as_json(download, repository, paths) | {"verdict": fit.verdict.value if fit else None})
    else:
        show(_("“{name}” is in “{path}” now.").format(name=paths[0].name, path=paths[0]) + "\n")
    return DONE


def _as_json(download: Download, repository: Repository, paths: list[Path]) -> dict[str, object]:
    return {
        "repo": download.repo,
        "revision": download.revision,
        "licence": repository.entry.licence,
        "quantization": download.offer.quantization,
        "size_bytes": download.total_bytes,
        "path": str(paths[0]),
        "files": [
            {"path": str(path), "size_bytes": file.size_bytes, "sha256": file.sha256}
            for path, file in zip(paths, download.offer.files, strict=True)
        ],
    }
