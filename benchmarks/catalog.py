"""How long it takes to list 500 model files: never seen and not in the system's cache, never seen, and seen before."""

import os
import random
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from app.library.shelf.catalog import survey
from tests.library.ggufs import F32, Tensor, gguf

FILES = 500
LAYERS, TENSORS_PER_LAYER = 32, 9
VOCABULARIES = {  # tokens, merges; without merges a vocabulary has scores
    "llama 2": (32_000, 0),
    "smollm 2": (49_152, 48_900),
    "llama 3": (128_256, 280_147),
    "qwen 3": (151_936, 151_387),
    "gemma 3": (262_144, 0),
}


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "models")
        folder.mkdir()
        paths = list(_files(folder))
        headers = sum(path.stat().st_blocks * 512 for path in paths)
        print(f"  {len(paths)} files, {headers / 1e6:,.0f} MB of headers, {LAYERS * TENSORS_PER_LAYER} tensors each")
        cache = Path(name, "headers")
        _timed("read from the disk", lambda: survey([folder]), paths, prepare=_forget)
        _timed("in the system's cache", lambda: survey([folder]), paths)
        _timed("the same, remembering", lambda: survey([folder], cache=cache), paths, prepare=lambda _: _remove(cache))
        _timed("remembered", lambda: survey([folder], cache=cache), paths)
        print(f"  {cache.stat().st_size / 1e6:.1f} MB are remembered")


def _files(folder: Path) -> Iterable[Path]:
    """Real headers before weights that are holes, so that they take no space."""
    for kind, (tokens, merges) in VOCABULARIES.items():
        content = gguf(_metadata(kind, tokens, merges), list(_tensors()))
        weights = LAYERS * TENSORS_PER_LAYER * 4 * 4096
        head = content[: len(content) - weights]
        for number in range(FILES // len(VOCABULARIES)):
            path = folder / f"{kind} {number:03}.gguf"
            with path.open("wb") as file:
                file.write(head)
                file.truncate(len(content))
                os.fsync(file.fileno())
            yield path


def _metadata(kind: str, tokens: int, merges: int) -> dict[str, object]:
    rng = random.Random(kind)  # noqa: S311 - words, not secrets
    words = ["".join(rng.choices("abcdefghij ", k=rng.randint(1, 12))) + str(number) for number in range(tokens)]
    pairs = {"tokenizer.ggml.merges": [f"{word[:3]} {word[3:]}" for word in (words * 3)[:merges]]} if merges else {}
    return {
        "general.architecture": "llama",
        "general.name": kind,
        "llama.context_length": 8192,
        **{f"llama.{number}": number for number in range(12)},
        "tokenizer.ggml.tokens": words,
        **({} if pairs else {"tokenizer.ggml.scores": [-1.5] * tokens}),
        "tokenizer.ggml.token_type": [1] * tokens,
        **pairs,
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.chat_template": "{{ messages }}" * 300,
        "general.file_type": 15,
    }


def _tensors() -> Iterable[Tensor]:
    for layer in range(LAYERS):
        for part in range(TENSORS_PER_LAYER):
            yield Tensor((64, 64), F32, 4 * 4096, f"blk.{layer}.part_{part}")


def _forget(paths: Iterable[Path]) -> None:
    if hasattr(os, "posix_fadvise"):
        for path in paths:
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _remove(cache: Path) -> None:
    cache.unlink(missing_ok=True)


def _timed(
    what: str, act: Callable[[], object], paths: list[Path], *, prepare: Callable[[list[Path]], None] | None = None
) -> None:
    """The best of three, for whatever else the machine does."""
    took = []
    for _ in range(3):
        if prepare:
            prepare(paths)
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    print(f"  {what:24} {min(took):.2f} s")


if __name__ == "__main__":
    main()
