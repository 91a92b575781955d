"""How much a model call took: tokens and seconds, under the names that OpenAI and llama.cpp use."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Usage:
    """Tokens. reused_tokens of the prompt_tokens were already evaluated and cost nothing."""

    prompt_tokens: int = 0
    reused_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True)
class Timings:
    """first_token_s: from the request to its first token; the rates are tokens per second of all samples together."""

    load_s: float = 0.0
    first_token_s: float = 0.0
    prefill_tps: float = 0.0
    decode_tps: float = 0.0
