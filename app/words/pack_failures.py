"""What is wrong with a pack for the engine, in sentences."""

from app.domain import pack_errors as e
from app.domain.errors import MaruError
from app.words.catalog import _
from app.words.remedies import Remedy, Table, Words


def packs_by_facts(error: MaruError) -> Words | None:
    """For errors of which more is known than their class; None for the others."""
    match error:
        case e.PackForAnother(what="commit", wanted=""):
            return _("The engine does not say which version it is, so no pack can be added to it."), Remedy.NONE
        case e.PackForAnother(what="commit"):
            return (
                _("“{name}” is for another version of the engine: it was made for {given}, and Maru has {wanted}."),
                Remedy.NONE,
            )
    return None


def packs() -> Table:
    return {
        e.PackError: (_("“{name}” cannot be added."), Remedy.NONE),
        e.PackMissing: (_("The file “{name}” is not there."), Remedy.NONE),
        e.PackUnreadable: (_("“{name}” is no pack that this version of Maru can read ({detail})."), Remedy.NONE),
        e.PackForAnother: (_("“{name}” is for another kind of computer: {given}. This one is {wanted}."), Remedy.NONE),
        e.PackDamaged: (_("“{name}” is damaged: “{inside}” in it is not what was signed. Get it again."), Remedy.NONE),
    }
