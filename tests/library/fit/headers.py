"""Headers of models that exist nowhere, small enough to reckon by hand."""

from app.domain.fit import Machine
from app.domain.loading import Device
from app.library.headers.header import Header, Skipped, Value

KIB, MIB, GIB = 1024, 1024**2, 1024**3
WIDTH, LAYERS = 64, 4
LAYER_BYTES, EMBEDDING_BYTES, OUTPUT_BYTES = 10 * MIB, 7 * MIB, 5 * MIB


def header(
    architecture: str = "llama", *, tied: bool = False, layers: int = LAYERS, vocabulary: int = 1000, **keys: Value
) -> Header:
    """Four heads of 16 numbers, two of them shared by pairs of queries. Two underscores in a key are a dot."""
    numbers: dict[str, Value] = {
        "block_count": layers,
        "embedding_length": WIDTH,
        "context_length": 4096,
        "feed_forward_length": 256,
        "attention.head_count": 4,
        "attention.head_count_kv": 2,
        **{key.replace("__", "."): value for key, value in keys.items()},
    }
    parts = {f"blk.{index}": LAYER_BYTES for index in range(layers)} | {"token_embd": EMBEDDING_BYTES}
    parts |= {} if tied else {"output": OUTPUT_BYTES}
    metadata: dict[str, Value] = {"general.architecture": architecture, "tokenizer.ggml.tokens": Skipped(vocabulary)}
    metadata |= {f"{architecture}.{key}": value for key, value in numbers.items()}
    size = sum(parts.values())
    return Header("/models/one.gguf", size, 3, metadata, 40, 2 * size, {"Q4_0": size}, parts)


def machine(main: int, *cards: int, kind: str = "gpu", backend: str = "CUDA") -> Machine:
    """All of it free."""
    return Machine(
        (
            Device("CPU", "", "cpu", "CPU", main, main),
            *(Device(f"{backend}{index}", "", kind, backend, size, size) for index, size in enumerate(cards)),
        )
    )
