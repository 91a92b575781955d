"""How the next token is chosen: llama.cpp's sampler chain as one value, each setting with its range and meaning."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from app.domain.engine_errors import SettingOutOfRange


def _setting(default: Any, low: float, high: float, meaning: str) -> Any:  # noqa: ANN401 - dataclasses.field is untyped
    return field(default=default, metadata={"low": low, "high": high, "meaning": meaning})


@dataclass(frozen=True)
class Sampling:
    """Names, defaults and neutral values are llama.cpp's (common/common.h). Raises SettingOutOfRange."""

    temperature: float = _setting(0.8, 0, 5, "How daring the choice is; 0 always takes the likeliest token.")
    top_k: int = _setting(40, 0, 100_000, "Only the k likeliest tokens; 0 switches it off.")
    top_p: float = _setting(0.95, 0, 1, "Only the likeliest tokens that share p of the probability; 1 is off.")
    min_p: float = _setting(0.05, 0, 1, "Only tokens at least p times as likely as the likeliest; 0 is off.")
    typical_p: float = _setting(1.0, 0, 1, "Locally typical sampling; 1 is off.")
    top_n_sigma: float = _setting(
        -1.0, -1, 10, "Only tokens within n standard deviations of the best logit; -1 is off."
    )
    xtc_probability: float = _setting(0.0, 0, 1, "Chance of leaving out the likeliest choices (XTC); 0 is off.")
    xtc_threshold: float = _setting(0.1, 0, 0.5, "How likely a token must be for XTC to leave it out.")
    repeat_last_n: int = _setting(64, -1, 100_000, "How many last tokens the penalties look at; -1 the whole context.")
    repeat_penalty: float = _setting(1.0, 0.1, 3, "Makes tokens that occurred less likely; 1 is off.")
    frequency_penalty: float = _setting(0.0, -2, 2, "Lowers a token for each time that it occurred.")
    presence_penalty: float = _setting(0.0, -2, 2, "Lowers a token that occurred at all.")
    dry_multiplier: float = _setting(0.0, 0, 5, "Strength against repeated passages (DRY); 0 is off.")
    dry_base: float = _setting(1.75, 1, 4, "How fast DRY grows with the length of the repeated passage.")
    dry_allowed_length: int = _setting(2, 0, 100, "Repeats up to this length cost nothing.")
    dry_penalty_last_n: int = _setting(-1, -1, 100_000, "How far back DRY looks; -1 the whole context.")
    dry_sequence_breakers: tuple[str, ...] = ("\n", ":", '"', "*")
    dynatemp_range: float = _setting(0.0, 0, 5, "The temperature moves by this much with the model's doubt; 0 is off.")
    dynatemp_exponent: float = _setting(1.0, 0.1, 10, "How the doubt is turned into temperature.")
    mirostat: int = _setting(
        0, 0, 2, "1 or 2 hold the surprise of the text constant instead of top-k, top-p and the like."
    )
    mirostat_tau: float = _setting(5.0, 0, 20, "The surprise that mirostat aims at.")
    mirostat_eta: float = _setting(0.1, 0, 1, "How fast mirostat learns.")
    logit_bias: Mapping[int, float] = field(default_factory=dict)
    """Added to the logit of a token id; -1e9 forbids it (JSON has no infinity)."""
    seed: int | None = None
    """None takes a new one for each answer; the one that was used is kept with the answer."""

    def __post_init__(self) -> None:
        for name, low, high, _ in ranges():
            value = getattr(self, name)
            if not low <= value <= high:
                raise SettingOutOfRange(name, value, low, high)


def ranges() -> Iterator[tuple[str, float, float, str]]:
    """Name, lowest, highest and meaning of each numeric setting."""
    for item in fields(Sampling):
        if "low" in item.metadata:
            yield item.name, item.metadata["low"], item.metadata["high"], item.metadata["meaning"]
