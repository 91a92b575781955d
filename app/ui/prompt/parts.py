"""The parts of a prompt: what each is called, and the colour that its tokens and its share have."""

from app.domain.generation import PartKind
from app.ui.theme.tokens import Theme
from app.words.catalog import _

ORDER = (
    PartKind.SYSTEM,
    PartKind.EXAMPLE,
    PartKind.HISTORY,
    PartKind.QUESTION,
    PartKind.ANSWER,
    PartKind.FRAME,
    PartKind.CONTROL,
)
"""Of the shares in the bar."""


def name(kind: PartKind) -> str:
    return {
        PartKind.SYSTEM: _("system"),
        PartKind.EXAMPLE: _("examples"),
        PartKind.HISTORY: _("history"),
        PartKind.QUESTION: _("question"),
        PartKind.ANSWER: _("answer"),
        PartKind.FRAME: _("frame"),
        PartKind.CONTROL: _("control"),
    }[kind]


def meaning(kind: PartKind) -> str:
    """In a sentence, for those who wonder."""
    return {
        PartKind.SYSTEM: _("Part of the system prompt"),
        PartKind.EXAMPLE: _("Part of an example"),
        PartKind.HISTORY: _("Part of an earlier message"),
        PartKind.QUESTION: _("Part of the question"),
        PartKind.ANSWER: _("Part of the answer that is continued"),
        PartKind.FRAME: _("Written by the chat template around the messages"),
        PartKind.CONTROL: _("A control token: a sign that the model was trained on, not text"),
    }[kind]


def ink(kind: PartKind | None, theme: Theme) -> str:
    """The colour of the part's text."""
    if kind is None:
        return theme.ink
    return {
        PartKind.SYSTEM: theme.ink,
        PartKind.EXAMPLE: theme.accent,
        PartKind.HISTORY: theme.part_history,
        PartKind.QUESTION: theme.warm,
        PartKind.ANSWER: theme.code_keyword,
        PartKind.FRAME: theme.ink_second,
        PartKind.CONTROL: theme.warm,
    }[kind]


def share(kind: PartKind, theme: Theme) -> str:
    """The colour of the part in the bar."""
    return {PartKind.SYSTEM: theme.ink_second, PartKind.FRAME: theme.ink_third}.get(kind) or ink(kind, theme)
