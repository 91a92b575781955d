import re
from collections.abc import Iterator

import pytest
from babel.messages import Message

from tests.catalogs import TRANSLATED, extracted, translated

pytestmark = pytest.mark.parametrize("language", TRANSLATED)


def test_every_sentence_is_translated(language: str) -> None:
    catalog = translated(language)
    missing = [
        _id(message) for message in _sentences() if not any(_translations(catalog.get(message.id, message.context)))
    ]
    assert not missing


def test_no_translation_is_a_guess(language: str) -> None:
    assert not [_id(message) for message in translated(language) if message.id and message.fuzzy]


def test_nothing_is_translated_that_nobody_says(language: str) -> None:
    said = {(_id(message), message.context) for message in _sentences()}
    assert not [
        _id(message) for message in translated(language) if message.id and (_id(message), message.context) not in said
    ]


def test_placeholders_match(language: str) -> None:
    broken = {
        _id(message): text
        for message in translated(language)
        if message.id
        for text in _translations(message)
        if text and _placeholders(text) != _placeholders(_original(message))
    }
    assert not broken


def test_keys_match(language: str) -> None:
    """A tooltip once named the key of another action."""
    broken = {
        _id(message): text
        for message in translated(language)
        if message.id
        for text in _translations(message)
        if text and _keys(text) != _keys(_original(message))
    }
    assert not broken


def _sentences() -> Iterator[Message]:
    return (message for message in extracted() if message.id)


def _id(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _original(message: Message) -> str:
    """The English that a translation must match; the plural where there is one, as it always names the number."""
    return message.id if isinstance(message.id, str) else message.id[1]


def _translations(message: Message | None) -> list[str]:
    if message is None or not message.string:
        return []
    return [message.string] if isinstance(message.string, str) else list(message.string)


def _placeholders(text: str) -> list[str]:
    """{name} and {name:format} for str.format, with the literal {{ and }} aside."""
    return sorted(re.findall(r"\{(\w*)[^{}]*\}", text.replace("{{", "").replace("}}", "")))


def _keys(text: str) -> list[str]:
    return sorted(re.findall(r"(?:\b(?:Ctrl|Alt|Shift)[+-])+[A-Za-z0-9↑↓,]+|\bF\d+\b|\bEsc\b", text, re.ASCII))
