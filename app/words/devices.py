"""What is said of devices: why one is not used, and why less of a model lies on the GPU than could."""

from app.domain.loading import VISIBLE_DEVICES, Device
from app.words.catalog import _


def why_unused(device: Device) -> str:
    """The sentence for Device.reason; empty for a device that is used."""
    texts = {
        "": "",
        "no_backend": _("This build of Maru works on the processor only."),
        "failed": _("The graphics driver failed or gave no answer, so the processor does everything."),
        "no_loader": _("The system has no Vulkan library. It comes with the graphics driver."),
        "no_driver": _("No graphics driver was found for it. Install the driver of the maker of the graphics card."),
        "unsupported": _("The graphics card or its driver is too old."),
        "software": _("It only pretends to be a graphics card: the processor itself is faster."),
        "hidden": _("The environment variable {variable} hides it from programs.").format(
            variable=VISIBLE_DEVICES.get(device.backend, "")
        ),
        "off": _("It is switched off in the settings."),
        "integrated": _("It is part of the processor, and there is a graphics card of its own."),
        "twice": _("It is the same graphics card as another one in this list."),
        "little_memory": _("It has too little free memory. Programs that use it may be closed."),
    }
    return texts.get(device.reason, _("It cannot be used."))


def gpu_words(note: str) -> str:
    """The sentence for LoadedModel.gpu_note; empty where there is nothing to say."""
    texts = {
        "fewer": _("Not all of the model fits on the graphics card, so a part of it works on the processor."),
        "none": _("The graphics card has no room for this model, so it works on the processor."),
        "refused": _("The graphics card could not be used, so the model works on the processor."),
        "absent": _("The chosen device is not there, so the model works on the processor."),
        "fewer_crashed": _("The graphics driver failed, so only a part of the model was put on the graphics card."),
        "none_crashed": _("The graphics driver failed, so the model works on the processor."),
    }
    return texts.get(note, "")
