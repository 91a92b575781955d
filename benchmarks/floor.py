"""The floor: llama.cpp driven as directly as Python can, which the engine is measured against.

No scheduler, no protocol, no text: prompt evaluation, and one decode loop with the sampler chain in C. Prints one JSON
object with tokens per second. With --serve it stays, and for each line "SEQUENCES TOKENS" of stdin prints one figure:
so benchmarks/engine.py lets it take turns with the program.

    python benchmarks/floor.py MODEL.gguf --threads 2 --tokens 128 --sequences 1,8
"""

import argparse
import ctypes
import json
import os
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import llama_cpp.llama_cpp as native

PROMPT = Path(__file__).parent.parent / "resources" / "bench" / "prompt.txt"
BATCH = 512


@dataclass(frozen=True)
class Floor:
    """A loaded model with one context and one batch, all as llama.cpp's pointers."""

    context: Any
    memory: Any
    vocab: Any
    batch: Any
    everything: bool = True
    """Clear the contents too, not only the bookkeeping."""

    def tokenize(self, text: str) -> list[int]:
        raw = text.encode()
        add_special = parse_special = True
        tokens = (native.llama_token * (len(raw) + 1))()
        count = native.llama_tokenize(self.vocab, raw, len(raw), tokens, len(raw) + 1, add_special, parse_special)
        return list(tokens[:count])

    def put(self, place: int, token: int, *, position: int, sequence: int, logits: bool) -> None:
        batch = self.batch
        batch.token[place], batch.pos[place], batch.logits[place] = token, position, logits
        batch.n_seq_id[place], batch.seq_id[place][0] = 1, sequence

    def rewind(self, tokens: list[int]) -> int:
        """Sequence 0 holds the prompt and nothing else does: its last token once more, for its logits."""
        last = len(tokens) - 1
        native.llama_memory_seq_keep(self.memory, 0)
        if not native.llama_memory_seq_rm(self.memory, 0, last, -1):  # windows cannot be cut
            return self.evaluate(tokens)
        self.put(0, tokens[-1], position=last, sequence=0, logits=True)
        self.run(1)
        return 0

    def run(self, count: int) -> None:
        self.batch.n_tokens = count
        if native.llama_decode(self.context, self.batch):
            raise RuntimeError("llama_decode failed")

    def evaluate(self, tokens: list[int]) -> int:
        """The prompt in sequence 0; the place of its last token in the last batch."""
        native.llama_memory_clear(self.memory, self.everything)
        place = 0
        for start in range(0, len(tokens), BATCH):
            piece = tokens[start : start + BATCH]
            for place, token in enumerate(piece):
                last = start + place == len(tokens) - 1
                self.put(place, token, position=start + place, sequence=0, logits=last)
            self.run(len(piece))
        native.llama_synchronize(self.context)
        return place


def load(path: str, *, threads: int, context: int) -> Floor:
    native.llama_backend_init()
    native.llama_log_set(_silent, None)
    model = native.llama_model_load_from_file(path.encode(), native.llama_model_default_params())
    params = native.llama_context_default_params()
    params.n_ctx, params.n_batch, params.n_ubatch, params.n_seq_max = context, BATCH, BATCH, 16
    params.n_threads = params.n_threads_batch = threads
    params.kv_unified = True
    made = native.llama_init_from_model(model, params)
    return Floor(
        made, native.llama_get_memory(made), native.llama_model_get_vocab(model), native.llama_batch_init(BATCH, 0, 16)
    )


@native.llama_log_callback  # type: ignore[untyped-decorator]  # ctypes has no types for it
def _silent(_level: int, _text: bytes, _data: ctypes.c_void_p) -> None:
    """llama.cpp's log would mix with the figures."""


def sampler(seed: int) -> object:
    chain = native.llama_sampler_chain_init(native.llama_sampler_chain_default_params())
    for stage in (
        native.llama_sampler_init_top_k(40),
        native.llama_sampler_init_top_p(0.95, 1),
        native.llama_sampler_init_temp(0.8),
        native.llama_sampler_init_dist(seed),
    ):
        native.llama_sampler_chain_add(chain, stage)
    return chain


def prefill_tps(floor: Floor, tokens: list[int]) -> float:
    began = time.perf_counter()
    floor.evaluate(tokens)
    return len(tokens) / (time.perf_counter() - began)


def decode_tps(floor: Floor, tokens: list[int], *, sequences: int, count: int) -> float:
    """Tokens per second of all sequences together; they share the prompt, which was evaluated before."""
    last = floor.rewind(tokens)
    for sequence in range(1, sequences):
        native.llama_memory_seq_cp(floor.memory, 0, sequence, -1, -1)
    chains = [sampler(100 + sequence) for sequence in range(sequences)]
    current = [native.llama_sampler_sample(chain, floor.context, last) for chain in chains]
    began = time.perf_counter()
    for position in range(len(tokens), len(tokens) + count):
        for sequence, token in enumerate(current):
            floor.put(sequence, token, position=position, sequence=sequence, logits=True)
        floor.run(sequences)
        current = [native.llama_sampler_sample(chain, floor.context, place) for place, chain in enumerate(chains)]
    elapsed = time.perf_counter() - began
    for chain in chains:
        native.llama_sampler_free(chain)
    return sequences * count / elapsed


def serve(floor: Floor, tokens: list[int]) -> None:
    floor.evaluate(tokens)
    for line in sys.stdin:
        sequences, count = map(int, line.split())
        print(decode_tps(floor, tokens, sequences=sequences, count=count), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--tokens", type=int, default=128)
    parser.add_argument("--sequences", default="1,8")
    parser.add_argument("--prompt", type=Path, default=PROMPT)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--context", type=int, default=8192)
    parser.add_argument("--serve", action="store_true")
    options = parser.parse_args()
    floor = load(options.model, threads=options.threads, context=options.context)
    tokens = floor.tokenize(options.prompt.read_text())
    if options.serve:
        serve(floor, tokens)
        return
    prefill = statistics.median(prefill_tps(floor, tokens) for _ in range(options.repeat))
    decode = {
        count: statistics.median(
            decode_tps(floor, tokens, sequences=count, count=options.tokens) for _ in range(options.repeat)
        )
        for count in map(int, options.sequences.split(","))
    }
    print(json.dumps({"threads": options.threads, "prefill_tps": prefill, "decode_tps": decode}))


if __name__ == "__main__":
    main()
