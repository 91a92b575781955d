"""What is said of packs for the engine: what one is for, and why it is not used."""

from app.domain.loading import Device
from app.words.catalog import _
from app.words.devices import why_unused


def purpose(name: str) -> str:
    """By ggml's word for the backend."""
    texts = {
        "cuda": _("for graphics cards of NVIDIA"),
        "hip": _("for graphics cards of AMD"),
        "sycl": _("for graphics cards of Intel"),
    }
    return texts.get(name, _("for graphics cards"))


def why_idle(reason: str, *, backend: str) -> str:
    """The sentence for library.packs.idle_reason; empty for a pack that is used."""
    texts = {
        "system": _("It is for another kind of computer and is not used."),
        "commit": _("It is for another version of the engine and is not used. Remove it, or get one for this."),
        "no_card": _("No graphics card was found for it."),
        "failed": _("A graphics driver failed or gave no answer, so no pack is used. If this one is new, remove it."),
    }
    return texts.get(reason) or why_unused(Device(backend, "", "gpu", backend, reason=reason))
