"""Compares what loading a model took with what was foretold, so that the next estimate is better."""

from dataclasses import replace
from pathlib import Path

from app.domain.fit import Machine
from app.domain.loading import LoadedModel, LoadSettings
from app.domain.model_errors import ModelError
from app.library.fit.fit import fit
from app.library.measured import Measured
from app.library.shelf.catalog import header_of, look_inside


def learn(measured: Measured, loaded: LoadedModel, settings: LoadSettings) -> None:
    """Settings are those it was loaded with. A file that is gone meanwhile teaches nothing."""
    try:
        header = header_of(look_inside(Path(loaded.path)))
    except ModelError:
        return
    as_loaded = replace(settings, context=loaded.context, gpu_layers=loaded.gpu_layers)
    measured.note(fit(header, as_loaded, Machine(loaded.devices)), loaded)
