"""Downloads in words: how much is here, how fast it comes, how long it takes, and what stands in its way."""

from app.domain.download import Download, DownloadState
from app.domain.fault import from_fault
from app.ui.models.values import Deed, DownloadLine, Progress
from app.ui.widgets.blank import WayOut
from app.words.catalog import _
from app.words.failures import sentence
from app.words.numbers import remaining, size

DEEDS = {
    DownloadState.WAITING: Deed.PAUSE,
    DownloadState.RUNNING: Deed.PAUSE,
    DownloadState.VERIFYING: Deed.PAUSE,
    DownloadState.PAUSED: Deed.RESUME,
    DownloadState.DONE: Deed.TALK,
    DownloadState.FAILED: Deed.RETRY,
}


def line_of(download: Download) -> DownloadLine:
    said = sentence(from_fault(download.fault)) if download.fault else None
    way = WayOut(said.remedy_id, said.remedy_label) if said and said.remedy_id and said.remedy_label else None
    deed = DEEDS[download.state]
    if download.offer.kind != "model" and deed is Deed.TALK:
        deed = Deed.NONE
    if way and way.id == "retry":  # which is what the button beside it does
        way = None
    return DownloadLine(
        id=download.id,
        name=name_of(download),
        remark=" · ".join(remarks_of(download)),
        fraction=fraction_of(download),
        deed=deed,
        trouble=said.text if said else "",
        way=way,
    )


def name_of(download: Download) -> str:
    return f"{download.repo.rpartition('/')[2]} · {download.offer.quantization}"


def progress_of(download: Download) -> Progress | None:
    """For the row of its model; None where nothing is under way."""
    if download.state is DownloadState.DONE:
        return None
    return Progress(fraction_of(download), " · ".join(remarks_of(download)))


def fraction_of(download: Download) -> float:
    return download.done_bytes / download.total_bytes if download.total_bytes else 0.0


def remarks_of(download: Download) -> list[str]:
    total = size(download.total_bytes)
    came = _("{done} of {total}").format(done=size(download.done_bytes), total=total)
    if download.state is DownloadState.RUNNING:
        return [came, *_pace_of(download)]
    return {
        DownloadState.DONE: [_("{size}, ready").format(size=total)],
        DownloadState.VERIFYING: [_("checking: {amount}").format(amount=came)],
        DownloadState.PAUSED: [came, _("paused")],
        DownloadState.FAILED: [came],
        DownloadState.WAITING: [came, _("tried again by itself") if download.retry_s else _("waits for its turn")],
    }[download.state]


def _pace_of(download: Download) -> list[str]:
    if not download.speed or download.seconds_left is None:
        return []
    return [_("{size}/s").format(size=size(round(download.speed))), remaining(download.seconds_left)]


def all_in_short(downloads: tuple[Download, ...]) -> tuple[str, str]:
    """For the sidebar: how far what is under way has come, and the same as a sentence. Empty when nothing is."""
    under_way = {DownloadState.RUNNING, DownloadState.VERIFYING, DownloadState.WAITING}
    running = [download for download in downloads if download.state in under_way]
    total = sum(download.total_bytes for download in running)
    if not total:
        return "", ""
    done = sum(download.done_bytes for download in running)
    amounts = {"done": size(done), "total": size(total)}
    return f"↓ {done / total:.0%}", _("Downloading: {done} of {total}").format(**amounts)
