"""Where a preset stands in the list: its group's name, and the name of the language that it is written in."""

from typing import Final

from app.words.catalog import _

GROUPS: Final = ("", "reasoning", "writing", "data", "code", "learning")
"""As they stand in lists."""


def group_words(group: str) -> str:
    """A word of the person's own is its own name."""
    known = {
        "": _("General"),
        "reasoning": _("Reasoning"),
        "writing": _("Writing"),
        "data": _("Data"),
        "code": _("Code"),
        "learning": _("Learning"),
    }
    return known.get(group, group)


def language_words(language: str) -> str:
    """In that language, as it stands in lists of languages."""
    return {"en": "English", "ko": "한국어"}.get(language, language)
