"""Which files were dropped on something of ours."""

from pathlib import Path

from PySide6.QtGui import QDropEvent

from app.paths import local_path


def dropped_files(event: QDropEvent) -> tuple[Path, ...]:
    """Of this computer only. Qt itself would lose a name that is not UTF-8."""
    urls = (url for url in event.mimeData().urls() if url.isLocalFile())
    return tuple(local_path(bytes(url.toEncoded().data()).decode()) for url in urls)
