"""What went wrong between here and a host, in sentences."""

from app.domain import network_errors as e
from app.domain.errors import MaruError
from app.words.catalog import _
from app.words.remedies import Remedy, Table, Words


def network_by_facts(error: MaruError) -> Words | None:
    """For errors of which more is known than their class; None for the others."""
    said: Words | None = None
    match error:
        case e.HostUnreachable(detail="address"):
            said = _("“{host}” is no address of a host. Check it in the settings."), Remedy.CHANGE_SETTING
        case e.NotAllowed(name="", had_token=True):
            said = _("{host} does not accept your token. Enter another one, or remove it."), Remedy.CHANGE_SETTING
        case e.NotAllowed(name="") | e.NotThere(name=""):
            text = _("{host} does not answer as a host of models does. Check its address in the settings.")
            said = text, Remedy.CHANGE_SETTING
        case e.NotAllowed(had_token=True):
            text = _("“{name}” is not given to you. Accept its terms on its page, or enter another token.")
            said = text, Remedy.OPEN_PAGE
        case e.NotEnoughSpace() if error.needed_bytes <= error.free_bytes:
            text = _(
                "“{path}” does not take all of “{name}”, though {free_bytes} are free. "
                "Perhaps that disk takes no file so large, or you may not use more of it."
            )
            said = text, Remedy.FREE_SPACE
    return said


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
            _("{host} sent something else than it was asked for. Does this network ask you to log in first?"),
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
        e.UnsafeName: (_("“{name}” is no safe name for a file, so it is not downloaded."), Remedy.NONE),
    }


def signatures() -> Table:
    return {
        e.SignatureError: (_("“{name}” cannot be trusted, so it is not used."), Remedy.NONE),
        e.NotSigned: (_("“{name}” bears no signature of Maru's makers, so it is not used."), Remedy.NONE),
        e.OtherKey: (_("“{name}” was signed by somebody else than Maru's makers, so it is not used."), Remedy.NONE),
        e.SignatureWrong: (
            _("“{name}” is not what Maru's makers have signed: it was damaged or changed, so it is not used."),
            Remedy.NONE,
        ),
    }


def releases() -> Table:
    return {
        e.ReleaseError: (_("What “{name}” says of new versions cannot be used."), Remedy.NONE),
        e.ReleaseUnreadable: (
            _("What “{name}” says of new versions is not understood by this version of Maru. Look at its page."),
            Remedy.NONE,
        ),
        e.ReleaseTooOld: (
            _(
                "“{name}” names {version} as the newest version, but {known} is known already. "
                "Somebody sends an old announcement again, so it is not believed."
            ),
            Remedy.NONE,
        ),
    }
