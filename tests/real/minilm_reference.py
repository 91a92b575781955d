"""BERT after its paper (Devlin et al. 2018) in numpy: what an encoder's vector must be, computed without llama.cpp."""

import math

import numpy as np

from tests.real.minilm import CLS, Encoder

_GRID = np.linspace(-6, 6, 12_001)
_ERF = np.array([math.erf(x) for x in _GRID])  # read between the lines it is right to 1e-7


def embed(encoder: Encoder, text: str) -> np.ndarray:
    """The text's vector, of length 1."""
    states = _states(encoder, encoder.tokenizer.encode(text).ids)
    vector = states[0] if encoder.pooling == CLS else states.mean(axis=0)
    unit: np.ndarray = vector / np.linalg.norm(vector)
    return unit


def _states(encoder: Encoder, tokens: list[int]) -> np.ndarray:
    """One row a token, after the last layer."""
    weights, positions = encoder.weights, np.arange(len(tokens)) + encoder.first_position
    states = weights["embeddings.word_embeddings.weight"][tokens]
    states = states + weights["embeddings.position_embeddings.weight"][positions]
    states = _norm(encoder, "embeddings.LayerNorm", states + weights["embeddings.token_type_embeddings.weight"][0])
    for layer in range(encoder.layers):
        at = f"encoder.layer.{layer}."
        states = _norm(encoder, f"{at}attention.output.LayerNorm", states + _attend(encoder, at, states))
        inner = _dense(encoder, f"{at}intermediate.dense", states)
        inner = inner * (1 + np.interp(inner / math.sqrt(2), _GRID, _ERF)) / 2
        states = _norm(encoder, f"{at}output.LayerNorm", states + _dense(encoder, f"{at}output.dense", inner))
    return states


def _attend(encoder: Encoder, at: str, states: np.ndarray) -> np.ndarray:
    query, key, value = (
        _dense(encoder, f"{at}attention.self.{name}", states).reshape(len(states), encoder.heads, -1).swapaxes(0, 1)
        for name in ("query", "key", "value")
    )
    scores = query @ key.swapaxes(1, 2) / math.sqrt(query.shape[-1])
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    seen = (shares / shares.sum(axis=-1, keepdims=True)) @ value
    return _dense(encoder, f"{at}attention.output.dense", seen.swapaxes(0, 1).reshape(states.shape))


def _dense(encoder: Encoder, name: str, states: np.ndarray) -> np.ndarray:
    product: np.ndarray = states @ encoder.weights[f"{name}.weight"].T + encoder.weights[f"{name}.bias"]
    return product


def _norm(encoder: Encoder, name: str, states: np.ndarray) -> np.ndarray:
    centred = states - states.mean(axis=-1, keepdims=True)
    normal = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + encoder.epsilon)
    result: np.ndarray = normal * encoder.weights[f"{name}.weight"] + encoder.weights[f"{name}.bias"]
    return result
