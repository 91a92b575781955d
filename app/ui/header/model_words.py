"""What the window says of models: their numbers in the list, and where the loaded one runs."""

from collections.abc import Sequence
from pathlib import Path

from app.chat.model import BeingLoaded, Broken, Idle, ModelState, Ready
from app.domain.engine_errors import EngineDied
from app.domain.loading import LoadedModel, ModelKind
from app.library.shelf.catalog import ModelFile
from app.ui.header.model_pill import Condition, ModelLine
from app.ui.widgets.picker import PickerItem
from app.words.catalog import _, n_
from app.words.numbers import count, parameters, percent, size


def items_of(models: Sequence[ModelFile], chosen: str) -> tuple[PickerItem, ...]:
    """Those that can talk."""
    return tuple(
        PickerItem(path, model.name, remark_of(model), is_chosen=path == chosen, hint=path)
        for model in models
        if model.kind is not ModelKind.EMBEDDING and (path := str(model.path))
    )


def remark_of(model: ModelFile) -> str:
    parts = [size(model.size_bytes), model.quantization]
    if model.parameters:
        parts.append(_("{count} parameters").format(count=parameters(model.parameters)))
    if model.context_length:
        parts.append(_("context {count}").format(count=count(model.context_length)))
    return " · ".join(filter(None, parts))


def line_of(state: ModelState, models: Sequence[ModelFile]) -> ModelLine:
    """What the pill says."""
    match state:
        case Idle(path="") | Broken(path=""):
            return ModelLine()
        case Idle(path=path):
            return ModelLine(name_of(path, models), _("loads with the next question"), Condition.WAITING)
        case BeingLoaded(path=path, fraction=fraction):
            words = _("loading, {percent}").format(percent=percent(fraction, 1))
            return ModelLine(name_of(path, models), words, Condition.LOADING, fraction)
        case Ready(model=model):
            return ModelLine(name_of(model.path, models), where(model), Condition.READY)
        case Broken(path=path, error=EngineDied(during=during)) if during != "loading":
            return ModelLine(name_of(path, models), _("stopped; loads with the next question"), Condition.BROKEN)
        case Broken(path=path):
            return ModelLine(name_of(path, models), _("did not load"), Condition.BROKEN)


def name_of(path: str, models: Sequence[ModelFile]) -> str:
    """The name with its quantization, as the person chose it."""
    model = next((model for model in models if str(model.path) == path), None)
    if model is None:
        return Path(path).stem
    return " · ".join(filter(None, (model.name, model.quantization)))


def where(model: LoadedModel) -> str:
    """Which device answers, shortly."""
    if not model.gpu_layers:
        return _("on the processor")
    if model.gpu_layers >= model.layers:
        return _("on the GPU")
    return _("{count} of {layers} layers on the GPU").format(count=model.gpu_layers, layers=model.layers)


def in_full(state: ModelState, models: Sequence[ModelFile]) -> str:
    """For the quiet line; empty while no model is loaded."""
    if not isinstance(state, Ready):
        return ""
    model = state.model
    words = _("{model} {where}").format(model=name_of(model.path, models), where=where(model))
    if model.gpu_layers or not model.threads:
        return words
    return words + ", " + n_("{count} thread", "{count} threads", model.threads).format(count=model.threads)
