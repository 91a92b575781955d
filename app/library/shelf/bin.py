"""Deletes a model, to the system's bin: it was hours of downloading, and can be had back."""

import os

from send2trash import send2trash  # type: ignore[import-untyped]  # it ships none

from app.domain.model_errors import ModelMissing, NotMovedToBin, NotOurs
from app.library.shelf.model_file import ModelFile


def move_to_bin(model: ModelFile) -> None:
    """All of its parts. Raises NotOurs before anything is touched, ModelMissing, NotMovedToBin."""
    if not model.is_ours:
        raise NotOurs(str(model.path), model.source)
    there = [part for part in model.parts if os.path.lexists(part)]
    if not there:
        raise ModelMissing(str(model.path))
    for part in there:
        try:
            send2trash(part)
        except OSError as error:
            raise NotMovedToBin(str(part), error.strerror or str(error)) from None
