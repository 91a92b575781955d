"""Logits along a text, from llama.cpp driven directly on one device; a process of its own, since it prints.

    python vulkan_logits.py MODEL.gguf TARGET.npy exact|cpu|gpu < text

exact computes in 32 bits throughout, over the weights that the quantized ones stand for: nothing is rounded but sums.
"""

import ctypes
import os
import sys
from pathlib import Path
from typing import Any

import llama_cpp.llama_cpp as native
import numpy as np

WANTED = True
F32, ALL_LAYERS, NO_FLASH = 0, 99, 0


def backends() -> None:
    load: Any = native._lib.ggml_backend_load_all_from_path
    load.argtypes, load.restype = [ctypes.c_char_p], None
    load(os.fsencode(str(native._base_path)))
    native.llama_backend_init()


def unpacked(path: Path, target: Path) -> Path:
    """The same weights, each written out in 32 bits."""
    parameters = native.llama_model_quantize_default_params()
    parameters.ftype, parameters.allow_requantize = F32, True
    if native.llama_model_quantize(os.fsencode(path), os.fsencode(target), ctypes.byref(parameters)):
        raise SystemExit(f"{path} could not be unpacked")
    return target


def logits(path: Path, text: str, *, on_gpu: bool, is_exact: bool) -> np.ndarray:
    """One row for each token of the text."""
    placement = native.llama_model_default_params()
    placement.n_gpu_layers = ALL_LAYERS if on_gpu else 0
    nowhere = (ctypes.c_void_p * 1)(None)
    if not on_gpu:
        placement.devices = ctypes.cast(nowhere, ctypes.c_void_p)
    model: Any = native.llama_model_load_from_file(os.fsencode(path), placement)
    parameters = native.llama_context_default_params()
    parameters.n_ctx = parameters.n_batch = parameters.n_ubatch = 512
    if is_exact:
        parameters.type_k = parameters.type_v = F32
        parameters.flash_attn_type = NO_FLASH
    context: Any = native.llama_init_from_model(model, parameters)
    vocabulary: Any = native.llama_model_get_vocab(model)
    raw, room = text.encode(), 512
    tokens = (native.llama_token * room)()
    count = native.llama_tokenize(vocabulary, raw, len(raw), tokens, room, True, False)
    batch: Any = native.llama_batch_init(count, 0, 1)
    for place in range(count):
        batch.token[place], batch.pos[place], batch.logits[place] = tokens[place], place, WANTED
        batch.n_seq_id[place], batch.seq_id[place][0] = 1, 0
    batch.n_tokens = count
    if native.llama_decode(context, batch):
        raise SystemExit("llama_decode failed")
    size = native.llama_vocab_n_tokens(vocabulary)
    return np.ctypeslib.as_array(native.llama_get_logits(context), (count, size)).copy()


if __name__ == "__main__":
    source, target, how = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    backends()
    if how == "exact":
        source = unpacked(source, target.with_suffix(".gguf"))
    np.save(target, logits(source, sys.stdin.read(), on_gpu=how == "gpu", is_exact=how == "exact"))
    target.with_suffix(".gguf").unlink(missing_ok=True)
