"""What went wrong in the data folder, in sentences."""

from app.domain import storage_errors as e
from app.domain.errors import MaruError
from app.words.catalog import _
from app.words.remedies import Remedy, Table, Words


def storage_by_facts(error: MaruError) -> Words | None:
    """For errors of which more is known than their class; None for the others."""
    match error:
        case e.DatabaseDamaged(aside=""):
            text = _("A part of “{path}” is damaged. Close Maru and open it again: then it is mended from a backup.")
        case e.DatabaseDamaged(backup=""):
            text = _("The chats were damaged, and there is no backup. What could be read is here; “{aside}” is kept.")
        case _other:
            return None
    return text, Remedy.SHOW_FOLDER


def storage() -> Table:
    return {
        e.StorageError: (_("Nothing could be saved in “{path}”."), Remedy.SHOW_FOLDER),
        e.DiskFull: (
            _("The disk is full: nothing can be saved in “{path}” until there is space again."),
            Remedy.FREE_SPACE,
        ),
        e.FolderReadOnly: (
            _("Nothing can be saved in “{path}”: the system does not allow it."),
            Remedy.SHOW_FOLDER,
        ),
        e.NotAFolder: (_("“{path}” is no folder, so nothing can be kept there."), Remedy.SHOW_FOLDER),
        e.FolderInUse: (
            _("Maru is already open with the chats in “{path}”. Use that window, or close it first."),
            Remedy.RETRY,
        ),
        e.DatabaseDamaged: (
            _("The chats were damaged and are restored from the backup “{backup}”. The damaged file is kept."),
            Remedy.SHOW_FOLDER,
        ),
        e.DatabaseTooNew: (
            _("The chats in “{path}” were saved by a newer version of Maru. Use that version."),
            Remedy.NONE,
        ),
        e.DiskFailed: (
            _("“{path}” could not be read or written: {detail}. Is the disk still there?"),
            Remedy.SHOW_FOLDER,
        ),
        e.SettingRefused: (
            _("The setting {name} cannot be “{value}”, so its usual value is used."),
            Remedy.CHANGE_SETTING,
        ),
        e.SettingsDamaged: (
            _("The settings could not be read, so the usual ones are used. The damaged file is kept."),
            Remedy.SHOW_FOLDER,
        ),
        e.DownloadsDamaged: (
            _(
                "The list of downloads could not be read and is kept as “{aside}”. "
                "Download the model again: what has come of it is used."
            ),
            Remedy.SHOW_FOLDER,
        ),
        e.WritingDamaged: (
            _("The text of the completion mode could not be read and is kept as “{aside}”. It begins anew."),
            Remedy.SHOW_FOLDER,
        ),
    }
