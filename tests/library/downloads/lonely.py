"""A program with nothing but downloads, to be killed: goes on with its list until nothing is left to do."""

import queue
import sys
from collections.abc import Callable
from pathlib import Path

from app.domain.download import DownloadState
from app.engine.command import command
from app.library.downloads.pace import Patience
from app.library.downloads.queue import Downloads
from app.library.network.network import Network


def main(folder: Path, endpoint: str) -> bool:
    """Whether all is done."""
    actions: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
    downloads = Downloads(
        command("download"),
        actions.put,
        path=folder / "downloads.json",
        network=lambda: Network(endpoint=endpoint),
        connected=lambda _connection: None,
        log=folder / "download.log",
        patience=Patience(wait_s=lambda _failures: 0.01),
    )
    downloads.start()
    while not all(one.state in {DownloadState.DONE, DownloadState.FAILED} for one in downloads.entries()):
        actions.get()()
    downloads.close()
    return all(one.state is DownloadState.DONE for one in downloads.entries())


if __name__ == "__main__":
    sys.exit(0 if main(Path(sys.argv[1]), sys.argv[2]) else 1)
