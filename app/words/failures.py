"""What went wrong and what to do about it: one sentence and one remedy for each error of the world."""

from dataclasses import asdict, dataclass
from pathlib import PurePath

from app.domain.errors import Fact, MaruError, NotFound
from app.words.catalog import _
from app.words.engine_failures import engine, engine_by_facts, requests
from app.words.model_failures import models, models_by_facts
from app.words.network_failures import downloads, network, network_by_facts, releases, signatures
from app.words.numbers import count, size
from app.words.pack_failures import packs, packs_by_facts
from app.words.preset_failures import presets, presets_by_facts
from app.words.remedies import Remedy, Words, label
from app.words.slips import slip_words
from app.words.storage_failures import storage, storage_by_facts

TABLES = (models, engine, requests, storage, network, downloads, signatures, releases, presets, packs)
BY_FACTS = (models_by_facts, engine_by_facts, storage_by_facts, network_by_facts, presets_by_facts, packs_by_facts)
"""They are asked first: for errors of which more is known than their class."""

MOST_NAMES = 20
"""More than that nobody reads in a sentence."""


@dataclass(frozen=True)
class Sentence:
    """The remedy's label is what stands on the button, None where there is nothing to press."""

    text: str
    remedy_label: str | None = None
    remedy_id: str | None = None


def sentence(error: MaruError) -> Sentence:
    """Every class of the tree in domain/errors.py has its own; a test insists."""
    text, remedy = _words(error)
    text = text.format(**_facts(error))
    return Sentence(text, label(remedy), remedy.value) if remedy else Sentence(text)


def _facts(error: MaruError) -> dict[str, str]:
    """The error's facts as people read them; file is the name without its folder."""
    facts = {name: _fact(name, value) for name, value in asdict(error).items()}
    if facts.get("slip"):
        facts["detail"] = slip_words(facts["slip"], facts["detail"])
    path = facts.get("path", "")
    return {**facts, "file": PurePath(path).name or path, "backup": PurePath(facts.get("backup", "")).name}


def _fact(name: str, value: Fact) -> str:
    match value:
        case int() if name.endswith("_bytes"):
            return size(value)
        case int() if name in {"tokens", "context", "trained", "most"}:
            return count(value)
        case float():
            return f"{value:g}"
    return str(value)


def _words(error: MaruError) -> Words:
    if isinstance(error, NotFound):
        return _absence(error), Remedy.NONE
    if said := next(filter(None, (by_facts(error) for by_facts in BY_FACTS)), None):
        return said
    table = {cls: words for table in TABLES for cls, words in table().items()}
    known = (table[cls] for cls in type(error).__mro__ if cls in table)
    return next(known, (_("Something went wrong. The log says more."), Remedy.OPEN_LOG))


def _absence(error: NotFound) -> str:
    texts = {
        "model": _("There is no model called “{name}”."),
        "models": _("More than one model is called “{name}”."),
        "hub": _("“{name}” names no model of Hugging Face. Write OWNER/NAME, or paste the address of its page."),
        "gguf": _("“{name}” has no GGUF file, and others do not run here. Look for one with GGUF in its name."),
        "chat": _("There is no chat “{name}”."),
        "chats": _("The ID of more than one chat begins with “{name}”."),
        "pack": _("There is no pack called “{name}”."),
        "preset": _("There is no preset called “{name}”."),
        "presets": _("More than one preset is called “{name}”."),
    }
    text = texts.get(error.kind, _("There is no message “{name}”."))
    if not error.near:
        return text
    names = error.near.splitlines()
    near = ", ".join(f"“{name}”" for name in names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else "")
    return text + " " + _("Did you mean {names}?").replace("{names}", near.replace("{", "{{").replace("}", "}}"))
