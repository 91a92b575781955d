"""What the doctor says of the devices that models can run on."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.cli.checks import Finding
from app.domain.errors import MaruError
from app.domain.loading import Device
from app.library.packs import Pack, idle_reason
from app.words.catalog import _
from app.words.devices import why_unused
from app.words.failures import sentence
from app.words.numbers import size
from app.words.packs import why_idle


def reason(device: Device) -> str:
    """What it does for models, or why it does nothing."""
    if device.reason:
        return why_unused(device)
    if device.kind == "cpu":
        return _("It computes whatever is on no other device.")
    return _("It holds as many layers of a model as fit.")


def devices(found: Sequence[Device]) -> Iterator[Finding]:
    for device in found:
        yield Finding(_in_words(device))
    if all(device.kind == "cpu" for device in found):
        yield Finding(_("No graphics card is there that models can use, so the processor does everything."))


def packs(added: Sequence[Pack], commit: str, found: Sequence[Device]) -> Iterator[Finding]:
    """Whether the engine of this commit uses them."""
    for pack in added:
        reason = idle_reason(pack.about, commit, found)
        said = why_idle(reason, backend=pack.about.backend) if reason else _("The engine uses it.")
        yield Finding(_("Pack “{title}”: {said}").format(title=pack.about.title, said=said))


def no_engine(error: MaruError, log: Path) -> Finding:
    return Finding(sentence(error).text, _("The log “{path}” says more.").format(path=log))


def _in_words(device: Device) -> str:
    name = device.description or device.name
    if not device.total_bytes:  # it is not there, and the reason says what is missing
        return f"{name}: {reason(device)}"
    return _("{name} ({backend}), {free} of {total} free: {reason}").format(
        name=name,
        backend=device.backend,
        free=size(device.free_bytes),
        total=size(device.total_bytes),
        reason=reason(device),
    )
