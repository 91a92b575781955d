"""llama.cpp's samplers as one chain in C that picks each next token, with a grammar beside it."""

import ctypes
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from app.engine.worker.native.context import Context
from app.engine.worker.native.library import C
from app.engine.worker.native.model import Model

_KEEP = 1  # every stage leaves at least one candidate

_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])


class Chain:
    """A chain of samplers, added in the order in which they act. Ends with `close`."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._chain = C.llama_sampler_chain_init(C.llama_sampler_chain_default_params())

    def close(self) -> None:
        C.llama_sampler_free(self._chain)

    def sample(self, context: Context, index: int) -> int:
        """Choose from the logits of the batch's token at index, and remember the choice."""
        return int(C.llama_sampler_sample(self._chain, context.pointer, index))

    def accept(self, tokens: Iterable[int]) -> None:
        """Remember tokens that were not chosen here: the end of the prompt, for the penalties."""
        for token in tokens:
            C.llama_sampler_accept(self._chain, token)

    def apply(self, candidates: "Candidates") -> int:
        """Choose from candidates without remembering; the token."""
        C.llama_sampler_apply(self._chain, candidates.reference)
        return candidates.selected()

    def _add(self, stage: Any) -> None:  # noqa: ANN401 - an opaque C pointer
        C.llama_sampler_chain_add(self._chain, stage)

    def logit_bias(self, bias: Mapping[int, float]) -> None:
        entries = (C.llama_logit_bias * len(bias))(*bias.items())
        self._add(C.llama_sampler_init_logit_bias(self._model.size, len(bias), entries))

    def penalties(self, *, last: int, repeat: float, frequency: float, presence: float) -> None:
        self._add(C.llama_sampler_init_penalties(self._model.size, last, repeat, frequency, presence))

    def dry(self, *, multiplier: float, base: float, allowed_length: int, last: int, breakers: Sequence[str]) -> None:
        words = (ctypes.c_char_p * len(breakers))(*(word.encode() for word in breakers))
        vocabulary = self._model.vocabulary
        self._add(C.llama_sampler_init_dry(vocabulary, multiplier, base, allowed_length, last, words, len(breakers)))

    def top_n_sigma(self, n: float) -> None:
        self._add(C.llama_sampler_init_top_n_sigma(n))

    def top_k(self, k: int) -> None:
        self._add(C.llama_sampler_init_top_k(k))

    def typical(self, p: float) -> None:
        self._add(C.llama_sampler_init_typical(p, _KEEP))

    def top_p(self, p: float) -> None:
        self._add(C.llama_sampler_init_top_p(p, _KEEP))

    def min_p(self, p: float) -> None:
        self._add(C.llama_sampler_init_min_p(p, _KEEP))

    def xtc(self, *, probability: float, threshold: float, seed: int) -> None:
        self._add(C.llama_sampler_init_xtc(probability, threshold, _KEEP, seed))

    def temperature(self, value: float, *, spread: float, exponent: float) -> None:
        self._add(C.llama_sampler_init_temp_ext(value, spread, exponent))

    def mirostat(self, *, version: int, tau: float, eta: float, seed: int) -> None:
        if version == 1:
            window = 100  # llama.cpp's own choice
            self._add(C.llama_sampler_init_mirostat(self._model.size, seed, tau, eta, window))
        else:
            self._add(C.llama_sampler_init_mirostat_v2(seed, tau, eta))

    def draw(self, seed: int) -> None:
        self._add(C.llama_sampler_init_dist(seed))

    def greedy(self) -> None:
        self._add(C.llama_sampler_init_greedy())


class Candidates:
    """Every token with its logit, as a chain wants them."""

    def __init__(self, size: int) -> None:
        self._all = np.empty(size, _CANDIDATE)
        self._ids = np.arange(size, dtype=np.int32)
        self._array = C.llama_token_data_array()
        self.reference = ctypes.byref(self._array)

    def fill(self, context: Context, index: int) -> None:
        size = len(self._all)
        logits = np.ctypeslib.as_array(C.llama_get_logits_ith(context.pointer, index), (size,))
        self._all["id"], self._all["logit"], self._all["p"] = self._ids, logits, 0
        self._point(size)

    def only(self, token: int) -> None:
        self._all[0] = (token, 1.0, 0.0)
        self._point(1)

    def _point(self, size: int) -> None:
        self._array.data = self._all.ctypes.data_as(C.llama_token_data_p)
        self._array.size, self._array.selected, self._array.sorted = size, -1, False

    def selected(self) -> int:
        return int(self._array.data[self._array.selected].id)

    def any_left(self) -> bool:
        return not bool(np.isneginf(self._all["logit"]).all())

    def is_excluded(self) -> bool:
        """Whether the grammar forbade the one candidate of `only`."""
        return bool(np.isneginf(self._all[0]["logit"]))


class Grammar:
    """What may be said next. `open_grammar` makes it, because a text may be no grammar."""

    def __init__(self, pointer: Any, model: Model) -> None:  # noqa: ANN401 - an opaque C pointer
        self._pointer = pointer
        self._end = model.eos
        self._candidates = Candidates(model.size)

    def close(self) -> None:
        C.llama_sampler_free(self._pointer)

    def sample(self, chain: Chain, context: Context, index: int) -> int:
        """Choose freely; only where the grammar forbids the choice, ask it about every token and choose again.

        The grammar looks at 50,000 to 260,000 tokens for tens of milliseconds, the free choice is nearly always
        allowed: llama.cpp's own tools do the same.
        """
        candidates = self._candidates
        candidates.fill(context, index)
        token = chain.apply(candidates)
        candidates.only(token)
        self._restrict()
        if candidates.is_excluded():
            candidates.fill(context, index)
            self._restrict()
            if not candidates.any_left():
                return self._end  # a dead end: nothing that this vocabulary can spell goes on from here
            token = chain.apply(candidates)
        C.llama_sampler_accept(self._pointer, token)
        chain.accept((token,))
        return token

    def follow(self, written: Sequence[int]) -> bool:
        """Go on behind these tokens; False where the grammar forbids one of them."""
        for token in written:
            self._candidates.only(token)
            self._restrict()
            if self._candidates.is_excluded():
                return False
            C.llama_sampler_accept(self._pointer, token)
        return True

    def _restrict(self) -> None:
        C.llama_sampler_apply(self._pointer, self._candidates.reference)


def open_grammar(model: Model, text: str) -> Grammar | None:
    """A grammar in GBNF, or None with the reason in llama.cpp's log."""
    pointer = C.llama_sampler_init_grammar(model.vocabulary, text.encode(errors="replace"), b"root")
    return Grammar(pointer, model) if pointer else None
