"""llama.cpp driven directly, as the truth to compare the engine with; a process of its own, since it prints.

Reads {"prompt", "text"} lines of JSON from stdin and writes a line of JSON for each. `worst` is how far the tokens of
the text are from the likeliest ones, as the largest difference of logits. Greedy text is at 0, but for the rounding
that depends on how tokens lay in batches: two nearly equal tokens may change places, so text itself is no fair thing to
compare. `chances` are the probabilities of the tokens of the text, `best` the likeliest tokens at each place.

    python direct.py MODEL.gguf [ADAPTER] < questions
"""

import ctypes
import json
import os
import sys
from typing import Any

import llama_cpp.llama_cpp as native
import numpy as np

PROTOCOL = os.dup(1)
os.dup2(2, 1)
WANTED, SPECIAL = True, False
BEST = 5


class Truth:
    def __init__(self, path: str, adapter: str = "") -> None:
        native.llama_backend_init()
        self._model: Any = native.llama_model_load_from_file(path.encode(), native.llama_model_default_params())
        params = native.llama_context_default_params()
        params.n_ctx = params.n_batch = params.n_ubatch = 2048
        self._context: Any = native.llama_init_from_model(self._model, params)
        self._vocabulary: Any = native.llama_model_get_vocab(self._model)
        if adapter:
            lora = native.llama_adapter_lora_init(self._model, adapter.encode())
            pointers = (native.llama_adapter_lora_p_ctypes * 1)(lora)
            native.llama_set_adapters_lora(self._context, pointers, 1, (ctypes.c_float * 1)(1.0))

    def told(self, prompt: str, text: str) -> dict[str, object]:
        start, answer = self._tokens(prompt, begin=True), self._tokens(text, begin=False)
        tokens = start + answer
        batch: Any = native.llama_batch_init(len(tokens), 0, 1)
        for place, token in enumerate(tokens):
            batch.token[place], batch.pos[place] = token, place
            batch.logits[place] = len(start) - 1 <= place < len(tokens) - 1  # a vocabulary is most of a small model
            batch.n_seq_id[place], batch.seq_id[place][0] = 1, 0
        batch.n_tokens = len(tokens)
        native.llama_memory_clear(native.llama_get_memory(self._context), WANTED)
        native.llama_decode(self._context, batch)
        size = native.llama_vocab_n_tokens(self._vocabulary)
        rows = native.llama_get_logits(self._context)
        logits = np.ctypeslib.as_array(rows, (len(answer), size)).astype(np.float64)
        highest = logits.max(axis=1)
        gaps = highest - logits[np.arange(len(answer)), answer]
        chances = np.exp(logits - highest[:, None])
        chances /= chances.sum(axis=1)[:, None]
        best = [[(int(one), row[one]) for one in np.argsort(-row)[:BEST]] for row in chances]
        return {"worst": gaps.max(), "chances": chances[np.arange(len(answer)), answer].tolist(), "best": best}

    def _tokens(self, text: str, *, begin: bool) -> list[int]:
        raw = text.encode()
        room = len(raw) + 8
        tokens = (native.llama_token * room)()
        count = native.llama_tokenize(self._vocabulary, raw, len(raw), tokens, room, begin, SPECIAL)
        return list(tokens[:count])


if __name__ == "__main__":
    truth = Truth(*sys.argv[1:])
    for line in sys.stdin:
        os.write(PROTOCOL, json.dumps(truth.told(**json.loads(line))).encode() + b"\n")
