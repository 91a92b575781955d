"""How the fake engine reads: what it makes of prompts, and the probabilities that it invents for texts."""

import hashlib
import re
import zlib
from collections.abc import Sequence

from app.domain.engine_errors import TemplateFailed
from app.domain.generation import ChatPrompt, PartKind, Prompt, RawPrompt, RenderedPrompt, ScoredToken, TokenChoice
from app.domain.message import Message
from app.domain.prompt_parts import Run, kinds_of, parts_of_chat, parts_of_text
from app.domain.templates.builtin import BUILTIN, builtin
from app.domain.templates.control_text import unmarked
from app.domain.templates.rendering import Template

PREFIX, SUFFIX, MIDDLE = "<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"
_CONTROL = r"<(?:\|?/?\w+\|?)>"
_PIECE = re.compile(rf"{_CONTROL}|\n+|[^\S\n]*(?:(?!{_CONTROL})\S){{1,4}}|[^\S\n]+")
_TOKENS = 49_152
_THOUGHTS = (" the", " a", " and", " of", " river", " is", ",", ".", " 67", " mill", "\n", "<|im_end|>", "\ufffd")
_HALF = "ec84"  # of a Hangul syllable


class Drawing:
    """Prompts of a model with this template: Jinja source, or the name of a built-in one."""

    def __init__(self, template: str = "") -> None:
        named = {"": builtin("chatml").source, **{one.name: one.source for one in BUILTIN}}
        self.template = Template(named.get(template, template))

    @classmethod
    def chosen(cls, template: str) -> "Drawing":
        """With the fake's own template instead of a broken one."""
        drawing = cls(template)
        try:
            drawing.template.check()
        except TemplateFailed:
            return cls()
        return drawing

    def text(self, messages: Sequence[Message], *, prefill: bool = False) -> str:
        """Raises TemplateFailed."""
        return unmarked(self.template.render(messages, prefill=prefill))

    def count(self, messages: Sequence[Message], *, prefill: bool = False) -> int:
        return len(pieces_of(self.text(messages, prefill=prefill)))

    def rendered(self, prompt: Prompt, *, left_out: Sequence[int] = ()) -> RenderedPrompt:
        """Token by token. Raises TemplateFailed."""
        runs = self._runs(prompt, left_out)
        text = "".join(text for text, _ in runs)
        pieces = pieces_of(text)
        kinds = kinds_of([piece.encode(errors="replace") for piece in pieces], runs)
        return RenderedPrompt(text, tuple(map(_token, pieces)), pieces, tuple(map(_kind, pieces, kinds)))

    def _runs(self, prompt: Prompt, left_out: Sequence[int]) -> Sequence[Run]:
        if isinstance(prompt, RawPrompt):
            return parts_of_text(prompt)
        if isinstance(prompt, ChatPrompt):
            left = [message for index, message in enumerate(prompt.messages) if index not in left_out]

            def draw(messages: Sequence[Message]) -> str:
                return self.template.render(messages, prefill=prompt.prefill)

            return parts_of_chat(unmarked(draw(left)), prompt, draw, left_out=left_out)
        frame, question = PartKind.FRAME, PartKind.QUESTION
        gap = [(PREFIX, frame), (prompt.prefix, question), (SUFFIX, frame), (prompt.suffix, question), (MIDDLE, frame)]
        return [run for run in gap if run[0]]


def pieces_of(text: str) -> tuple[str, ...]:
    return tuple(_PIECE.findall(text))


def scored(text: str, *, alternatives: int) -> tuple[ScoredToken, ...]:
    """The same for the same text: most tokens are the first choice, some a later one or none of them."""
    return tuple(_scored(index, piece, alternatives) for index, piece in enumerate(pieces_of(text)))


def _scored(index: int, piece: str, count: int) -> ScoredToken:
    luck = hashlib.sha256(f"{index} {piece}".encode(errors="replace")).digest()
    rank = max(0, luck[0] % 12 - 6)  # 0 in seven cases of twelve
    share = 0.2 + luck[1] / 255 * 0.6
    chances = [share * (1 - share) ** place for place in range(max(count, rank + 1))]
    thoughts = [thought for thought in _THOUGHTS if thought != piece]
    others = [thoughts[(luck[2] + place) % len(thoughts)] for place in range(min(count, len(thoughts)))]
    if rank < count:
        others.insert(rank, piece)
    best = zip(others, chances[:count], strict=False)
    return ScoredToken(_token(piece), piece, chances[rank], tuple(_choice(*one) for one in best))


def _choice(text: str, chance: float) -> TokenChoice:
    is_control = re.fullmatch(_CONTROL, text) is not None
    return TokenChoice(_token(text), text, chance, is_control=is_control, raw=_HALF if text == "\ufffd" else "")


def _token(piece: str) -> int:
    return zlib.crc32(piece.encode(errors="replace")) % _TOKENS


def _kind(piece: str, kind: PartKind) -> PartKind:
    is_control = kind is PartKind.FRAME and re.fullmatch(_CONTROL, piece)
    return PartKind.CONTROL if is_control else kind
