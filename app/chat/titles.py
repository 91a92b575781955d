"""Titles of chats: the first one, taken from the first question, and those that people type."""

LONGEST = 60
LONGEST_TYPED = 200


def title_from(question: str) -> str:
    """The first line with words in it, cut at a word where it is long; empty for an empty question."""
    line = next((line.strip() for line in question.splitlines() if line.strip()), "")
    line = " ".join(line.lstrip("#>*- ").split()) or line
    if len(line) <= LONGEST:
        return line
    head = line[:LONGEST].rsplit(" ", 1)[0] if " " in line[LONGEST // 2 : LONGEST] else line[: LONGEST - 1]
    return head + "…"


def tidy(title: str) -> str:
    """What was typed or pasted as one line of printable text."""
    line = "".join(letter if letter.isprintable() else " " for letter in title[: 10 * LONGEST_TYPED])
    return " ".join(line.split())[:LONGEST_TYPED]
