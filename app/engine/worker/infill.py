"""The prompt that asks for what lies between two texts, as models that were trained on it read it.

Bavarian et al. 2022 (Efficient Training of Language Models to Fill in the Middle): prefix, suffix, then the middle is
written. It is the order of llama.cpp's server too; the names of projects and files, which it puts before, are left out.
"""

from dataclasses import dataclass

from app.domain.engine_errors import PromptTooLong
from app.domain.generation import ContextPolicy, InfillPrompt, PartKind
from app.domain.preset_errors import NoInfill
from app.domain.prompt_parts import Run
from app.engine.worker.native.model import Model

_PREFIX_SHARE = 3 / 4  # of the room: what stands before tells more of what comes than what stands after


@dataclass(frozen=True)
class Gap:
    """left_out: 0 where the beginning of the prefix did not fit, 1 where the end of the suffix did not."""

    tokens: list[int]
    runs: tuple[Run, ...]
    left_out: tuple[int, ...]


def read_gap(model: Model, prompt: InfillPrompt, *, room: int, policy: ContextPolicy, context: int) -> Gap:
    """What is nearest to the gap stays. Raises NoInfill, PromptTooLong (only where the policy is to stop)."""
    if model.gap is None:
        raise NoInfill
    before, after, middle = model.gap
    start = [model.bos] if model.adds_bos else []
    prefix, suffix = (model.tokenize(text, special=False) for text in (prompt.prefix, prompt.suffix))
    most = max(0, room - len(start) - len(model.gap))
    if policy is ContextPolicy.STOP and len(prefix) + len(suffix) > most:
        raise PromptTooLong(len(prefix) + len(suffix) + len(start) + len(model.gap), context)
    kept_after = min(len(suffix), max(most - len(prefix), int(most * (1 - _PREFIX_SHARE))))
    kept_before = min(len(prefix), most - kept_after)
    left_out = tuple(index for index, lost in enumerate((kept_before < len(prefix), kept_after < len(suffix))) if lost)
    prefix, suffix = prefix[len(prefix) - kept_before :], suffix[:kept_after]
    tokens = [*start, before, *prefix, after, *suffix, middle]
    runs = (
        (_spelled(model, [before]), PartKind.CONTROL),
        (_spelled(model, prefix) if 0 in left_out else prompt.prefix, PartKind.QUESTION),
        (_spelled(model, [after]), PartKind.CONTROL),
        (_spelled(model, suffix) if 1 in left_out else prompt.suffix, PartKind.QUESTION),
        (_spelled(model, [middle]), PartKind.CONTROL),
    )
    return Gap(tokens, tuple(run for run in runs if run[0]), left_out)


def _spelled(model: Model, tokens: list[int]) -> str:
    return b"".join(model.piece(token, special=True) for token in tokens).decode(errors="replace")
