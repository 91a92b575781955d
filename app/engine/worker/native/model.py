"""A model's weights and vocabulary in memory: what llama.cpp knows of the file, tokens to bytes and back."""

import ctypes
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from app.domain.reasoning import is_in_mark
from app.engine.worker.native.devices import device_handle
from app.engine.worker.native.library import C

Progress = Callable[[float], bool]


@dataclass(frozen=True)
class Placement:
    """Where and how weights are put: on these devices, the processor only when there are none.

    dry simulates: nothing is read or allocated (only without mmap). With vocabulary_only the weights stay out.
    """

    gpu_layers: int = -1
    devices: tuple[str, ...] = ()
    tensor_split: tuple[float, ...] = ()
    mmap: bool = True
    mlock: bool = False
    dry: bool = False
    vocabulary_only: bool = False


class Model:
    """Weights and vocabulary. Ends with `close`, after every Context over it was closed."""

    def __init__(self, pointer: Any) -> None:  # noqa: ANN401 - an opaque C pointer
        self.pointer = pointer
        self._vocabulary = C.llama_model_get_vocab(pointer)
        self._pieces: dict[tuple[int, bool], bytes] = {}
        self.size: int = C.llama_vocab_n_tokens(self._vocabulary)
        self.bos: int = C.llama_vocab_bos(self._vocabulary)
        self.eos: int = C.llama_vocab_eos(self._vocabulary)
        self.adds_bos: bool = C.llama_vocab_get_add_bos(self._vocabulary)
        self.adds_eos: bool = C.llama_vocab_get_add_eos(self._vocabulary)

    def close(self) -> None:
        C.llama_model_free(self.pointer)

    # --- what it is ---

    def metadata(self, key: str) -> str:
        """The value of a metadata key as text; empty when there is none."""
        size = C.llama_model_meta_val_str(self.pointer, key.encode(), None, 0)
        if size < 0:
            return ""
        buffer = ctypes.create_string_buffer(size + 1)
        C.llama_model_meta_val_str(self.pointer, key.encode(), buffer, size + 1)
        return buffer.value.decode(errors="replace")

    def number(self, key: str, default: int = 0) -> int:
        """A whole number of this architecture's metadata (key without the architecture's name)."""
        try:
            return int(self.metadata(f"{self.architecture}.{key}"))
        except ValueError:  # absent, or one value a layer
            return default

    @property
    def architecture(self) -> str:
        return self.metadata("general.architecture")

    @property
    def chat_template(self) -> str:
        found: bytes | None = C.llama_model_chat_template(self.pointer, None)
        return (found or b"").decode(errors="replace")

    @property
    def parameters(self) -> int:
        return int(C.llama_model_n_params(self.pointer))

    @property
    def weights_bytes(self) -> int:
        return int(C.llama_model_size(self.pointer))

    @property
    def trained_context(self) -> int:
        return int(C.llama_model_n_ctx_train(self.pointer))

    @property
    def embedding_length(self) -> int:
        return int(C.llama_model_n_embd_out(self.pointer))

    @property
    def layers(self) -> int:
        return int(C.llama_model_n_layer(self.pointer))

    @property
    def window(self) -> int:
        """How far back a sliding-window layer sees, in tokens; 0 when there is none."""
        return int(C.llama_model_n_swa(self.pointer))

    @cached_property
    def has_state(self) -> bool:
        """Whether part of its memory is a running state that cannot be cut (Mamba, RWKV, hybrids)."""
        return bool(C.llama_model_is_recurrent(self.pointer) or C.llama_model_is_hybrid(self.pointer))

    @property
    def unknown_way(self) -> str:
        """How it works, where that is no way in which we can run it; empty when we can."""
        if C.llama_model_has_encoder(self.pointer):
            return "encoder-decoder"
        return "diffusion" if C.llama_model_is_diffusion(self.pointer) else ""

    @property
    def embeds(self) -> bool:
        """BERT and its family, and decoders that were trained to embed, say how their vectors are pooled."""
        return self.number("pooling_type") > 0 or self.metadata(f"{self.architecture}.attention.causal") == "false"

    # --- its vocabulary ---

    @cached_property
    def adds_space(self) -> bool:
        """Whether words begin with their space, and so the first one after a control token too (SentencePiece)."""
        is_sentence_piece = self.metadata("tokenizer.ggml.model") == "llama"
        return is_sentence_piece and self.metadata("tokenizer.ggml.add_space_prefix") != "false"

    def tokenize(self, text: str, *, special: bool, add_special: bool = False) -> list[int]:
        """special: names of control tokens in the text become those tokens."""
        raw = text.encode(errors="replace")
        room = len(raw) + 8
        tokens = (C.llama_token * room)()
        count = C.llama_tokenize(self._vocabulary, raw, len(raw), tokens, room, add_special, special)
        if count < 0:  # more tokens than bytes: a vocabulary that adds many of its own
            tokens = (C.llama_token * -count)()
            count = C.llama_tokenize(self._vocabulary, raw, len(raw), tokens, -count, add_special, special)
        return list(tokens[:count])

    def tokenize_on(self, text: str, *, special: bool) -> list[int]:
        """Text that goes on in the midst of another: without the space that the vocabulary puts before a beginning."""
        if not self.adds_space or not text:
            return self.tokenize(text, special=special)
        before = len(self.tokenize("\n", special=False))  # such a vocabulary joins a line end to nothing
        return self.tokenize(f"\n{text}", special=special)[before:]

    def piece(self, token: int, *, special: bool = False) -> bytes:
        """The bytes that a token stands for; control tokens have none unless special."""
        key = (token, special)
        known = self._pieces.get(key)
        if known is None:
            known = self._pieces[key] = self._piece(token, special=special)
        return known

    def _piece(self, token: int, *, special: bool) -> bytes:
        buffer = ctypes.create_string_buffer(64)
        size = C.llama_token_to_piece(self._vocabulary, token, buffer, 64, 0, special)
        if size < 0:
            buffer = ctypes.create_string_buffer(-size)
            size = C.llama_token_to_piece(self._vocabulary, token, buffer, -size, 0, special)
        return buffer.raw[:size]

    def text(self, token: int) -> str:
        """The token's own name in the vocabulary ("" for none)."""
        found: bytes | None = C.llama_vocab_get_text(self._vocabulary, token) if token >= 0 else b""
        return (found or b"").decode(errors="replace")

    def is_end(self, token: int) -> bool:
        """Whether the model ends its answer with this token."""
        return bool(C.llama_vocab_is_eog(self._vocabulary, token))

    def is_control(self, token: int) -> bool:
        return bool(C.llama_vocab_is_control(self._vocabulary, token))

    def said(self, token: int) -> bytes:
        """What a token adds to an answer: of the control tokens only those that mark reasoning add anything."""
        return self.piece(token, special=token in self._marks)

    @cached_property
    def gap(self) -> tuple[int, int, int] | None:
        """The tokens that stand before a prefix, before a suffix, and where what lies between them is to be written."""
        functions = (C.llama_vocab_fim_pre, C.llama_vocab_fim_suf, C.llama_vocab_fim_mid)
        prefix, suffix, middle = (int(function(self._vocabulary)) for function in functions)
        return (prefix, suffix, middle) if min(prefix, suffix, middle) >= 0 else None

    @cached_property
    def controls(self) -> Mapping[int, str]:
        """The control tokens, and how they are written."""
        return {token: self.text(token) for token in range(self.size) if self.is_control(token)}

    @cached_property
    def _marks(self) -> frozenset[int]:
        return frozenset(token for token, text in self.controls.items() if is_in_mark(text))

    @property
    def vocabulary(self) -> Any:  # noqa: ANN401 - an opaque C pointer
        return self._vocabulary


def load(path: Path, placement: Placement, progress: Progress) -> Model | None:
    """The model, or None with the reason in llama.cpp's log. progress gets 0 to 1, and stops the load by False."""
    parameters = C.llama_model_default_params()
    parameters.n_gpu_layers = placement.gpu_layers
    parameters.load_mode = _load_mode(placement)
    parameters.no_alloc = placement.dry
    parameters.vocab_only = placement.vocabulary_only
    callback = C.llama_progress_callback(lambda fraction, _: progress(fraction))
    parameters.progress_callback = callback
    if placement.tensor_split:
        room = C.llama_max_devices()
        split = (ctypes.c_float * room)(*placement.tensor_split[:room])
        parameters.tensor_split = split
    handles = [handle for name in placement.devices if (handle := device_handle(name))]
    devices = (ctypes.c_void_p * (len(handles) + 1))(*handles, None)
    parameters.devices = ctypes.cast(devices, ctypes.c_void_p)
    pointer = C.llama_model_load_from_file(os.fsencode(path), parameters)
    return Model(pointer) if pointer else None


def _load_mode(placement: Placement) -> int:
    if placement.dry:
        return int(C.LLAMA_LOAD_MODE_NONE)
    modes = {
        (True, True): C.LLAMA_LOAD_MODE_MMAP_MLOCK,
        (True, False): C.LLAMA_LOAD_MODE_MMAP,
        (False, True): C.LLAMA_LOAD_MODE_MLOCK,
        (False, False): C.LLAMA_LOAD_MODE_NONE,
    }
    return int(modes[placement.mmap, placement.mlock])


class Adapters:
    """LoRA weights laid over a model; freed with it by llama.cpp."""

    def __init__(self, loaded: Sequence[tuple[Any, float]]) -> None:
        self.pointers = (C.llama_adapter_lora_p_ctypes * len(loaded))(*(pointer for pointer, _ in loaded))
        self.scales = (ctypes.c_float * len(loaded))(*(scale for _, scale in loaded))


def load_adapter(model: Model, path: Path) -> Any:  # noqa: ANN401 - an opaque C pointer
    """The adapter's pointer, or None with the reason in llama.cpp's log."""
    return C.llama_adapter_lora_init(model.pointer, os.fsencode(path))
