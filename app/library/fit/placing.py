"""Decides what the settings of a model leave open, just before it is loaded: its GPU layers, and an endless context."""

from dataclasses import replace
from pathlib import Path

from app.domain.fit import Machine
from app.domain.loading import Device, LoadSettings
from app.domain.model_errors import ModelError
from app.library.fit.fit import choose
from app.library.fit.placement import accelerators
from app.library.hardware import as_of_now
from app.library.measured import Measured
from app.library.shelf.catalog import header_of, look_inside


def placed(path: str, settings: LoadSettings, devices: tuple[Device, ...], *, measured: Measured) -> LoadSettings:
    """As many layers on the GPU as fit, and of a context without a number as much as fits.

    What was chosen stays, and so does everything for a file that cannot be read: loading it will say why.
    """
    machine = Machine(tuple(as_of_now(device) for device in devices))
    offloads = settings.gpu_layers < 0 and bool(accelerators(machine, settings))
    if not offloads and settings.context:
        return settings
    try:
        header = header_of(look_inside(Path(path)))
    except ModelError:
        return settings
    chosen = choose(header, settings, machine, measured=measured, shorten=not settings.context)
    return chosen if offloads else replace(chosen, gpu_layers=settings.gpu_layers)
