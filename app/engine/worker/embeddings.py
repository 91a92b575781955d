"""Texts as vectors: several at once through the model, pooled as it was trained, of length 1."""

import math
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from app.domain.engine_errors import NotForEmbedding, PromptTooLong
from app.domain.loading import ModelKind
from app.engine.worker.loading import Opened
from app.engine.worker.native.context import Result
from app.engine.worker.native.model import Model


class EmbeddingFailed(Exception):
    """llama.cpp could not compute a batch, for a reason of its own (in its log)."""


def embed(opened: Opened, texts: Sequence[str], *, is_unwanted: Callable[[], bool]) -> tuple[tuple[float, ...], ...]:
    """One vector a text. Raises NotForEmbedding, PromptTooLong; InterruptedError once is_unwanted."""
    if opened.facts.kind is not ModelKind.EMBEDDING or not opened.context.pools:
        raise NotForEmbedding(opened.facts.architecture)
    tokens = [opened.model.tokenize(_spelled(text, opened.model), special=False, add_special=True) for text in texts]
    longest = max(map(len, tokens), default=0)
    if longest > opened.facts.context:
        raise PromptTooLong(longest, opened.facts.context)
    vectors: list[tuple[float, ...]] = []
    for batch in _batches(tokens, size=opened.shape.batch, sequences=opened.shape.sequences):
        while (result := _decode(opened, batch)) == Result.ABORTED:
            if is_unwanted():
                raise InterruptedError
        if result != Result.DONE:
            raise EmbeddingFailed(result)
        vectors += [_unit(opened.context.embedding(sequence)) for sequence in range(len(batch))]
    return tuple(vectors)


def _spelled(text: str, model: Model) -> str:
    """The text as WordPiece without accents reads it: letters taken apart (NFD), of which it drops the accents.

    llama.cpp does that itself, but keeps one part of each letter only: of a Hangul syllable its first consonant.
    """
    if model.metadata("tokenizer.ggml.model") != "bert":
        return text
    lowers = model.metadata("tokenizer.ggml.normalizer.lowercase") != "false"
    strips = model.metadata("tokenizer.ggml.normalizer.strip_accents") or ("true" if lowers else "false")
    return unicodedata.normalize("NFD", text) if strips == "true" else text


def _decode(opened: Opened, batch: Sequence[list[int]]) -> int:
    opened.context.forget()
    for sequence, tokens in enumerate(batch):
        opened.context.add_for_embedding(tokens, sequence=sequence)
    return opened.context.decode()


def _batches(texts: Sequence[list[int]], *, size: int, sequences: int) -> Iterator[list[list[int]]]:
    """As many whole texts at once as there is room for."""
    batch: list[list[int]] = []
    for tokens in texts:
        if batch and (len(batch) == sequences or sum(map(len, batch)) + len(tokens) > size):
            yield batch
            batch = []
        batch.append(tokens)
    if batch:
        yield batch


def _unit(vector: list[float]) -> tuple[float, ...]:
    length = math.sqrt(math.fsum(value * value for value in vector))
    return tuple(value / length for value in vector) if length else tuple(vector)
