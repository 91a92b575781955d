"""A model's working memory: batches are decoded in it, sequences are copied, cut, saved and restored."""

import ctypes
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from app.engine.worker.native.library import C
from app.engine.worker.native.model import Adapters, Model

STATE_MAGIC: int = C.LLAMA_STATE_SEQ_MAGIC
STATE_VERSION: int = C.LLAMA_STATE_SEQ_VERSION

CACHE_TYPES = {
    "f32": C.GGML_TYPE_F32,
    "f16": C.GGML_TYPE_F16,
    "bf16": 30,  # GGML_TYPE_BF16, which llama_cpp does not name
    "q8_0": C.GGML_TYPE_Q8_0,
    "q5_1": C.GGML_TYPE_Q5_1,
    "q5_0": C.GGML_TYPE_Q5_0,
    "q4_1": C.GGML_TYPE_Q4_1,
    "q4_0": C.GGML_TYPE_Q4_0,
    "iq4_nl": C.GGML_TYPE_IQ4_NL,
}
FLASH_ATTENTION = {
    "auto": C.LLAMA_FLASH_ATTN_TYPE_AUTO,
    "on": C.LLAMA_FLASH_ATTN_TYPE_ENABLED,
    "off": C.LLAMA_FLASH_ATTN_TYPE_DISABLED,
}


class Result(IntEnum):
    """How decoding a batch ended; anything else is llama.cpp's own failure."""

    DONE = 0
    NO_ROOM = 1
    ABORTED = 2


@dataclass(frozen=True)
class Shape:
    """How large a context is and what it computes."""

    context: int
    batch: int
    micro_batch: int
    sequences: int
    threads: int
    cache_type_k: str = "f16"
    cache_type_v: str = "f16"
    flash_attention: str = "auto"
    embeddings: bool = False
    rope_frequency_base: float = 0.0
    rope_frequency_scale: float = 0.0
    """0 is what the model says, to llama.cpp too."""


class AbortFlag:
    """Stops a running decode from another thread.

    llama.cpp asks libc's atoi, with our two bytes as its argument, so no Python runs inside the decode.
    """

    def __init__(self) -> None:
        self._bytes = ctypes.create_string_buffer(b"0", 2)
        libc = ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
        self.callback = ctypes.cast(libc.atoi, C.ggml_abort_callback)
        self.address = ctypes.addressof(self._bytes)

    def hoist(self) -> None:
        self._bytes[0] = b"1"

    def lower(self) -> None:
        self._bytes[0] = b"0"


class Context:
    """One llama_context. Raises nothing: `create` tells whether it could be made."""

    def __init__(self, pointer: Any, model: Model, shape: Shape, flag: AbortFlag) -> None:  # noqa: ANN401 - opaque C pointer
        self.pointer = pointer
        self._flag = flag  # its callback and bytes must outlive the context
        self._memory = C.llama_get_memory(pointer)
        self._batch = _Batch(shape.batch, shape.sequences)
        self._sequences = shape.sequences
        self._threads = shape.threads
        self.size: int = min(C.llama_n_ctx(pointer), shape.context)  # llama.cpp rounds up
        pooling = C.llama_pooling_type(pointer)
        self.pools = pooling in (C.LLAMA_POOLING_TYPE_MEAN, C.LLAMA_POOLING_TYPE_CLS, C.LLAMA_POOLING_TYPE_LAST)
        self._width = model.embedding_length
        self._vocabulary = model.size
        self._adapters: Adapters | None = None

    def close(self) -> None:
        C.llama_free(self.pointer)

    def lay(self, adapters: Adapters) -> bool:
        """Put adapters over the model; False when llama.cpp refuses."""
        self._adapters = adapters
        count = len(adapters.pointers)
        return int(C.llama_set_adapters_lora(self.pointer, adapters.pointers, count, adapters.scales)) == 0

    def set_threads(self, count: int) -> None:
        if count != self._threads:
            self._threads = count
            C.llama_set_n_threads(self.pointer, count, count)

    # --- decoding ---

    def add(self, tokens: Sequence[int], *, sequence: int, position: int, output: bool) -> int:
        """Put tokens of one sequence into the next batch; output asks for the logits of the last one.

        Returns the index of the last one in the batch.
        """
        return self._batch.add(tokens, sequence=sequence, position=position, output=output)

    def add_for_embedding(self, tokens: Sequence[int], *, sequence: int) -> None:
        self._batch.add(tokens, sequence=sequence, position=0, output=True)
        self.want(len(tokens))

    def want(self, count: int) -> None:
        """Ask for the outputs of the last `count` tokens of the batch too."""
        end = self._batch.count
        self._batch.output[end - count : end] = [1] * count

    def decode(self) -> int:
        """Compute the batch and empty it: a Result, or a negative number of llama.cpp."""
        self._batch.seal()
        result = int(C.llama_decode(self.pointer, self._batch.struct))
        self._batch.count = 0
        return result

    def logits(self, index: int) -> npt.NDArray[np.float32]:
        """Of the token at this index of the last batch, one for each of the vocabulary; good until the next batch."""
        return np.ctypeslib.as_array(C.llama_get_logits_ith(self.pointer, index), (self._vocabulary,))

    def embedding(self, sequence: int) -> list[float]:
        """The pooled vector of a sequence of the last batch."""
        return list(C.llama_get_embeddings_seq(self.pointer, sequence)[: self._width])

    # --- sequences ---

    def forget(self) -> None:
        """Empty every sequence."""
        if self._memory:
            C.llama_memory_clear(self._memory, 1)

    def cut(self, sequence: int, start: int = 0) -> bool:
        """Remove positions from start on; False when this memory cannot be cut there."""
        return bool(C.llama_memory_seq_rm(self._memory, sequence, start, -1))

    def copy(self, source: int, target: int, length: int = -1) -> None:
        """Let target share the first `length` positions of source (all when -1)."""
        C.llama_memory_seq_cp(self._memory, source, target, 0 if length >= 0 else -1, length)

    def first(self, sequence: int) -> int:
        """The lowest position that is held; -1 for none."""
        return int(C.llama_memory_seq_pos_min(self._memory, sequence))

    def last(self, sequence: int) -> int:
        """The highest position that is held; -1 for none."""
        return int(C.llama_memory_seq_pos_max(self._memory, sequence))

    # --- state on disk ---

    def state_size(self, sequence: int) -> int:
        """Bytes that `save` would write."""
        return int(C.llama_state_seq_get_size(self.pointer, sequence))

    def save(self, sequence: int, tokens: Sequence[int], path: Path) -> int:
        """Write a sequence's state and its tokens; the bytes written, 0 for failure."""
        array = (C.llama_token * len(tokens))(*tokens)
        return int(C.llama_state_seq_save_file(self.pointer, os.fsencode(path), sequence, array, len(tokens)))

    def restore(self, sequence: int, path: Path) -> list[int] | None:
        """Read a sequence's state back: its tokens, or None when the file is not ours or does not fit."""
        array, count = (C.llama_token * self.size)(), ctypes.c_size_t()
        read = C.llama_state_seq_load_file(
            self.pointer, os.fsencode(path), sequence, array, self.size, ctypes.byref(count)
        )
        return list(array[: count.value]) if read else None


def create(model: Model, shape: Shape, flag: AbortFlag) -> Context | None:
    """A context over the model, or None with the reason in llama.cpp's log."""
    parameters = C.llama_context_default_params()
    parameters.n_ctx = max(shape.context, shape.batch)
    parameters.n_batch, parameters.n_ubatch = shape.batch, shape.micro_batch
    parameters.n_seq_max = shape.sequences
    parameters.n_threads = parameters.n_threads_batch = shape.threads
    parameters.type_k, parameters.type_v = CACHE_TYPES[shape.cache_type_k], CACHE_TYPES[shape.cache_type_v]
    parameters.flash_attn_type = FLASH_ATTENTION[shape.flash_attention]
    parameters.rope_freq_base, parameters.rope_freq_scale = shape.rope_frequency_base, shape.rope_frequency_scale
    parameters.embeddings = shape.embeddings
    if shape.embeddings and not model.number("pooling_type"):
        parameters.pooling_type = C.LLAMA_POOLING_TYPE_MEAN  # an encoder that does not say how
    parameters.kv_unified = True  # all sequences share the context, and a prompt that they share is held once
    parameters.swa_full = False  # sliding layers hold their windows only; prefix.py asks what is left of them
    parameters.abort_callback, parameters.abort_callback_data = flag.callback, flag.address
    pointer = C.llama_init_from_model(model.pointer, parameters)
    return Context(pointer, model, shape, flag) if pointer else None


class _Batch:
    """The arrays of a llama_batch, filled by slices: no Python loop over the tokens of a prompt."""

    def __init__(self, size: int, sequences: int) -> None:
        self.count = 0
        self._token = (C.llama_token * size)()
        self._position = (C.llama_pos * size)()
        self._one = (ctypes.c_int32 * size)(*([1] * size))
        self._ids = [(C.llama_seq_id * 1)(sequence) for sequence in range(sequences)]
        pointer = ctypes.POINTER(C.llama_seq_id)
        self._id_pointers = [ctypes.cast(one, pointer) for one in self._ids]
        self._sequence = (pointer * size)()
        self.output = (ctypes.c_int8 * size)()
        self.struct = C.llama_batch(
            n_tokens=0,
            token=ctypes.cast(self._token, ctypes.POINTER(C.llama_token)),
            embd=None,
            pos=ctypes.cast(self._position, ctypes.POINTER(C.llama_pos)),
            n_seq_id=ctypes.cast(self._one, ctypes.POINTER(ctypes.c_int32)),
            seq_id=ctypes.cast(self._sequence, ctypes.POINTER(pointer)),
            logits=ctypes.cast(self.output, ctypes.POINTER(ctypes.c_int8)),
        )

    def add(self, tokens: Sequence[int], *, sequence: int, position: int, output: bool) -> int:
        start, end = self.count, self.count + len(tokens)
        if len(tokens) == 1:  # a growing answer: cheaper than slices
            self._token[start], self._position[start] = tokens[0], position
            self._sequence[start], self.output[start] = self._id_pointers[sequence], output
        else:
            self._token[start:end] = tokens
            self._position[start:end] = range(position, position + len(tokens))
            self._sequence[start:end] = [self._id_pointers[sequence]] * len(tokens)
            self.output[start:end] = [0] * len(tokens)
            self.output[end - 1] = output
        self.count = end
        return end - 1

    def seal(self) -> None:
        self.struct.n_tokens = self.count
