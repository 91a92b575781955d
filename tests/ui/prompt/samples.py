"""Prompts and scored texts made by hand."""

from collections.abc import Sequence

from app.domain.generation import PartKind, RenderedPrompt, ScoredToken, TokenChoice

K = PartKind
PARTS: Sequence[tuple[str, PartKind]] = (
    ("<bos>", K.CONTROL),
    ("<turn>", K.CONTROL),
    ("user", K.FRAME),
    ("\n", K.FRAME),
    ("Be", K.SYSTEM),
    (" short", K.SYSTEM),
    (".\n\n", K.SYSTEM),
    ("How", K.QUESTION),
    (" old", K.QUESTION),
    (" is", K.QUESTION),
    (" <turn>", K.QUESTION),
    ("?", K.QUESTION),
    ("<end>", K.CONTROL),
    ("\n", K.FRAME),
)


def prompt(parts: Sequence[tuple[str, PartKind]] = PARTS) -> RenderedPrompt:
    texts = tuple(text for text, _kind in parts)
    kinds = tuple(kind for _text, kind in parts)
    return RenderedPrompt("".join(texts), tuple(range(100, 100 + len(parts))), texts, kinds)


def long_prompt(count: int) -> RenderedPrompt:
    words = (" word", "다", "\n", " and", " so", " on", " 123", ".")
    return prompt([(words[at % len(words)], K.HISTORY) for at in range(count)])


def scored(*texts: str) -> tuple[ScoredToken, ...]:
    """Each text with five choices: itself first where its length is odd, a control token and broken bytes last."""
    return tuple(_scored(at, text) for at, text in enumerate(texts))


def _scored(at: int, text: str) -> ScoredToken:
    own = TokenChoice(at, text, 0.6 if len(text) % 2 else 0.2)
    other = TokenChoice(1000 + at, " else", 0.3)
    rest = (
        TokenChoice(2000, "나", 0.05),
        TokenChoice(2001, "<end>", 0.03, is_control=True),
        TokenChoice(2002, "\ufffd", 0.0004, raw="ec84"),
    )
    best = (own, other) if len(text) % 2 else (other, own)
    return ScoredToken(at, text, own.probability, (*best, *rest))
