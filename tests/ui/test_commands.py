from collections import Counter

from app.ui.commands import Command, groups


def test_no_key_means_two_things() -> None:
    """Qt fires neither of two shortcuts with the same keys."""
    keys = Counter(key for group in groups() for item in group.shortcuts for key in item.keys)
    assert [key for key, count in keys.items() if count > 1] == []


def test_every_command_has_a_key() -> None:
    assert {item.command for group in groups() for item in group.shortcuts} == set(Command)
