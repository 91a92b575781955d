"""Keeps the translators' catalogs in step with the sentences in the code; `python3 dev.py fix` runs it."""

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

import dev
from app.words.catalog import LANGUAGES

TRANSLATED = tuple(language for language in LANGUAGES if language != "en")  # English is the text in the code
KEYWORDS = {**DEFAULT_KEYWORDS, "n_": (1, 2), "_setting": (4,)}  # the meaning of a sampling setting

# What gettext needs, and no dates that would differ after each run.
HEADER = r"""msgid ""
msgstr ""
"Language: {language}\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: {plural}\n"

"""


def extracted() -> Catalog:
    """Every sentence of the program, untranslated."""
    template = Catalog(domain="maru", project="Maru", fuzzy=False)
    for _, _, message, comments, context in extract_from_dir(
        dev.ROOT / "app", [("**.py", "python")], keywords=KEYWORDS
    ):
        template.add(message, auto_comments=comments, context=context)
    return template


def translated(language: str) -> Catalog:
    path = dev.TRANSLATIONS / language / "LC_MESSAGES" / "maru.po"
    if not path.is_file():
        return Catalog(locale=language, domain="maru", project="Maru", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="maru")


def update(language: str) -> None:
    """Adds new sentences, untranslated, and drops those that nobody says any more."""
    catalog = translated(language)
    catalog.update(extracted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    path = dev.TRANSLATIONS / language / "LC_MESSAGES" / "maru.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.format(language=language, plural=catalog.plural_forms).encode())
        write_po(file, catalog, width=120, sort_output=True, include_lineno=False, no_location=True, omit_header=True)


if __name__ == "__main__":
    for each in TRANSLATED:
        update(each)
