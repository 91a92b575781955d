"""A preset of the kind completion as a text to begin with: what it would send, and how the model goes on with it."""

from dataclasses import dataclass, replace

from app.domain.compose import compose, fill, variables
from app.domain.generation import PartKind, RawPrompt, Span
from app.domain.message import user
from app.domain.preset import Preset, PresetKind, VariableType
from app.domain.writing import Terms
from app.storage.presets.store import StoredPreset

_OPEN = "…"
"""What a variable of words without a default is filled with."""
_WORDS = {VariableType.TEXT, VariableType.LINE}


@dataclass(frozen=True)
class Start:
    """question is where the part stands that the person will want to change (start, end)."""

    text: str
    terms: Terms
    question: tuple[int, int]


def can_begin(stored: StoredPreset, language: str) -> bool:
    """One's own in any language, those of the program in the one that is spoken."""
    is_understood = not stored.is_builtin or stored.preset.language.split("-")[0] in ("", language)
    return stored.preset.kind is PresetKind.COMPLETION and is_understood


def begun_by(preset: Preset, terms: Terms) -> Start:
    """Terms are those that hold where the preset says nothing."""
    open_ = {one.name: _OPEN for one in variables(preset) if one.type in _WORDS and not one.default}
    task = compose(preset, (user(fill(preset, open_)),))
    if not isinstance(task.prompt, RawPrompt):
        raise TypeError(task.prompt)
    text = task.prompt.text
    asked = [_bare(text, span) for span in task.prompt.spans if span.kind is PartKind.QUESTION]
    whole = (0, len(text)) if not task.prompt.spans else (len(text), len(text))
    return Start(
        text,
        replace(
            terms,
            max_tokens=task.limits.max_tokens or terms.max_tokens,
            temperature=task.sampling.temperature,
            stop=task.limits.stop,
        ),
        asked[-1] if asked else whole,
    )


def _bare(text: str, span: Span) -> tuple[int, int]:
    """Without the space around it."""
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip())
    return start, start + len(words.strip())
