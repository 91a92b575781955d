"""What went wrong between here and a host, in sentences."""

from app.domain import network_errors as e
from app.domain.errors import DownloadsDamaged
from app.words.catalog import _
from app.words.remedies import Remedy, Table


def network() -> Table:
    return {
        e.NetworkError: (_("{host} could not be used."), Remedy.RETRY),
        e.Offline: (_("Maru is offline, so {host} is not asked for anything."), Remedy.GO_ONLINE),
        e.HostUnreachable: (_("{host} cannot be reached. Is this computer connected?"), Remedy.RETRY),
        e.NotTrusted: (
            _(
                "The connection to {host} is not safe, so it was not used. Is this computer's clock right? "
                "Does this network ask you to log in first?"
            ),
            Remedy.RETRY,
        ),
        e.ProxyFailed: (
            _("The proxy {host} does not let Maru through. Check it in the settings."),
            Remedy.CHANGE_SETTING,
        ),
        e.HostFailed: (_("{host} has a problem of its own at the moment. Try again later."), Remedy.RETRY),
        e.TooManyRequests: (_("{host} asks us to wait a while before the next request."), Remedy.RETRY),
        e.NotAllowed: (
            _("“{name}” is only given to people who accept its terms. Do that on its page, then enter your token."),
            Remedy.OPEN_PAGE,
        ),
        e.NotThere: (_("{host} has no “{name}” (any more)."), Remedy.NONE),
        e.AnswerNotUnderstood: (
            _("{host} sent something else than a model. Does this network ask you to log in first?"),
            Remedy.RETRY,
        ),
    }


def downloads() -> Table:
    return {
        e.DownloadError: (_("“{name}” could not be downloaded."), Remedy.RETRY),
        e.NotEnoughSpace: (
            _("There is no space for “{name}” in “{path}”: {needed_bytes} are needed, {free_bytes} are free."),
            Remedy.FREE_SPACE,
        ),
        e.WrongHash: (_("“{name}” came damaged and was thrown away. Download it again."), Remedy.RETRY),
        e.FileChanged: (_("“{name}” was replaced by another file on its host. Download it again."), Remedy.RETRY),
        DownloadsDamaged: (
            _(
                "The list of downloads could not be read and is kept as “{aside}”. "
                "Download the model again: what has come of it is used."
            ),
            Remedy.SHOW_FOLDER,
        ),
        e.UnsafeName: (_("“{name}” is a name that would lead out of the folder, so it is refused."), Remedy.NONE),
    }
