"""llama.cpp's quantizer."""

import ctypes
import os
from pathlib import Path

from app.engine.worker.native.library import C

_TYPES = {"F32": C.LLAMA_FTYPE_ALL_F32}


def quantize(source: Path, target: Path, *, kind: str, again: bool, threads: int, dry: bool) -> bool:
    """Write the copy; False with the reason in llama.cpp's log. Blocks, and cannot be stopped.

    kind is a key of QUANTIZATIONS; again allows a source that is quantized; dry only says what it would come to.
    """
    parameters = C.llama_model_quantize_default_params()
    parameters.ftype = _TYPES[kind] if kind in _TYPES else getattr(C, f"LLAMA_FTYPE_MOSTLY_{kind}")
    parameters.allow_requantize = again
    parameters.nthread = threads
    parameters.dry_run = dry
    return int(C.llama_model_quantize(os.fsencode(source), os.fsencode(target), ctypes.byref(parameters))) == 0
