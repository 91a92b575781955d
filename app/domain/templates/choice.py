"""Which chat template a model gets: the person's, its own, or one of ours when its own is missing or broken."""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.engine_errors import TemplateFailed
from app.domain.templates.builtin import BUILTIN, Builtin, builtin, guess
from app.domain.templates.rendering import Template


@dataclass(frozen=True)
class Choice:
    """name: override, model, or that of a built-in template; note: why it is no better one (missing, broken, slow).

    stop are the texts that end an answer where the format has no control token for it.
    """

    template: Template
    name: str
    note: str = ""
    stop: tuple[str, ...] = ()


def choose(
    own: str, *, override: str = "", make: Callable[[str], Template], check: Callable[[Template], None] = Template.check
) -> Choice:
    """Never fails. own is the model file's template, override the person's: a Jinja text, or a built-in one's name.

    make gives a source the tokens of the vocabulary. check raises TemplateFailed for a broken template, and may raise
    TimeoutError for one that does not come to an end.
    """
    if override in {one.name for one in BUILTIN}:
        return _ours(builtin(override), make)
    note = ""
    for name, source in (("override", override), ("model", own)):
        if source:
            template = make(source)
            try:
                check(template)
            except TemplateFailed:
                note = "broken"
            except TimeoutError:
                note = "slow"
            else:
                return Choice(template, name, note)
    # A model without a template is a base model, also when its vocabulary knows a format's tokens (Gemma, Qwen).
    return _ours(guess(make("").control) if own else builtin("plain"), make, note=note or "missing")


def _ours(one: Builtin, make: Callable[[str], Template], *, note: str = "") -> Choice:
    return Choice(make(one.source), one.name, note, one.stop)
