"""A chat's first title, taken from its first question."""

LONGEST = 60


def title_from(question: str) -> str:
    """The first line with words in it, cut at a word where it is long; empty for an empty question."""
    line = next((line.strip() for line in question.splitlines() if line.strip()), "")
    line = " ".join(line.lstrip("#>*- ").split()) or line
    if len(line) <= LONGEST:
        return line
    head = line[:LONGEST].rsplit(" ", 1)[0] if " " in line[LONGEST // 2 : LONGEST] else line[: LONGEST - 1]
    return head + "…"
