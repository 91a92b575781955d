"""The language of the interface: English in the code, gettext catalogs in resources/translations for the others.

Like the process's locale, the language is one thing for the whole process; `speak` sets it once at the start (and when
the person changes it). It is the one piece of module state in the program, because a sentence may be needed anywhere.
"""

import gettext
import locale
import os
from pathlib import Path

from app.words.particles import with_particles

LANGUAGES = ("en", "ko")
_state: dict[str, gettext.NullTranslations] = {"spoken": gettext.NullTranslations()}


def speak(language: str, *, translations: Path) -> None:
    """Use this language (one of LANGUAGES) from now on. English needs no catalog."""
    _state["spoken"] = gettext.translation("maru", translations, [language], fallback=True)


def preferred(environment: dict[str, str] | None = None) -> str:
    """The system's language if we speak it, else English."""
    values = os.environ if environment is None else environment
    asked = next((values[name] for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG") if values.get(name)), None)
    asked = asked or locale.getlocale()[0] or "en"
    return next((language for language in LANGUAGES if asked.lower().startswith(language)), "en")


def spoken() -> str:
    """One of LANGUAGES."""
    return _state["spoken"].info().get("language", "en")


def _(message: str) -> str:
    """The sentence in the spoken language."""
    return with_particles(_state["spoken"].gettext(message))


def n_(singular: str, plural: str, count: int) -> str:
    """The sentence in the grammatical number that count asks for."""
    return with_particles(_state["spoken"].ngettext(singular, plural, count))
