"""What can go wrong in the data folder, as branches of the tree in errors.py.

MaruError
├── StorageError
│   ├── DiskFull
│   ├── FolderReadOnly
│   ├── NotAFolder
│   ├── FolderInUse
│   ├── DatabaseDamaged
│   ├── DatabaseTooNew
│   ├── DiskFailed
│   ├── SettingsDamaged
│   ├── SettingRefused
│   ├── DownloadsDamaged
│   └── WritingDamaged
"""

from dataclasses import dataclass

from app.domain.errors import MaruError


@dataclass(eq=False)
class StorageError(MaruError):
    path: str


@dataclass(eq=False)
class DiskFull(StorageError):
    needed_bytes: int = 0
    free_bytes: int = 0


@dataclass(eq=False)
class FolderReadOnly(StorageError):
    pass


@dataclass(eq=False)
class NotAFolder(StorageError):
    """A file stands where the folder should be, or one above it."""


@dataclass(eq=False)
class FolderInUse(StorageError):
    """Another window has this data folder open."""

    process: int = 0


@dataclass(eq=False)
class DatabaseDamaged(StorageError):
    """aside is where the damaged file is kept; empty: the damage was met just now, the next start mends it.

    backup is the file it was restored from, or empty when there is none; what the damaged file still held came along.
    """

    aside: str = ""
    backup: str = ""
    detail: str = ""


@dataclass(eq=False)
class DatabaseTooNew(StorageError):
    version: int = 0
    supported: int = 0


@dataclass(eq=False)
class DiskFailed(StorageError):
    """Reading or writing failed for another reason: a disk that was pulled out, or that breaks."""

    detail: str = ""


@dataclass(eq=False)
class SettingsDamaged(StorageError):
    detail: str = ""


@dataclass(eq=False)
class SettingRefused(StorageError):
    """A value in the settings file that cannot be used; the default holds instead."""

    name: str = ""
    value: str = ""


@dataclass(eq=False)
class DownloadsDamaged(StorageError):
    """The list of downloads cannot be read; aside is where it is kept. What was fetched is still there."""

    aside: str = ""
    detail: str = ""


@dataclass(eq=False)
class WritingDamaged(StorageError):
    """The text of the completion mode cannot be read; aside is where the file is kept."""

    aside: str = ""
    detail: str = ""
