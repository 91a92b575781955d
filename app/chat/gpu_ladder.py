"""How much of a model is put on the GPU after a graphics driver has ended the engine, and what is said of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.engine_errors import EngineDied
from app.domain.errors import MaruError
from app.domain.loading import Device, LoadedModel


@dataclass(frozen=True)
class Rung:
    """layers as in LoadSettings, None as many as those say; note as LoadedModel.gpu_note."""

    layers: int | None = None
    note: str = ""


TOP, PROCESSOR = Rung(), Rung(0, "none_crashed")


def below(rung: Rung, error: MaruError, *, asked: int, reached: int | None) -> Rung | None:
    """What to try after a load on this rung ended so; None where the GPU had no part in it.

    asked is what the settings say; reached is how many layers the child was putting on the GPU, None when it died
    before it could say so, as it does when a driver fails while it is only looked for.
    """
    if not is_crash(error) or rung == PROCESSOR or 0 in (asked, reached):
        return None
    if rung == TOP and reached and reached > 1:
        return Rung(reached // 2, "fewer_crashed")
    return PROCESSOR


def is_crash(error: MaruError) -> bool:
    """Not when it could not be started, nor when the system ended it, which it does when main memory runs out."""
    return isinstance(error, EngineDied) and error.exit_code is not None and error.signal != "SIGKILL"


def shortfall(model: LoadedModel, asked: int, devices: Iterable[Device]) -> str:
    """The gpu_note of a model that was to have as many layers on the GPU as fit, and has not all there."""
    cards = [one for one in devices if one.kind in ("gpu", "igpu") and one.reason in ("", "little_memory")]
    if asked >= 0 or not cards or model.gpu_layers > model.layers:  # llama.cpp counts the output as a layer
        return ""
    return "fewer" if model.gpu_layers else "none"
