"""What is said of a vote that has no majority, in the window and in the terminal alike."""

from app.domain.outcome import Vote
from app.words.catalog import _


def tie_words(vote: Vote) -> str:
    """What a tie is made of, and which answer is taken; empty where there is none."""
    if not vote.is_tied:
        return ""
    most = max(vote.counts.values())
    if most == 1:
        return _("No two answers agree; the first one is shown.")
    leading = sum(number == most for number in vote.counts.values())
    return _("{leading} answers have {votes} votes each; the first of them is shown.").format(
        leading=leading, votes=most
    )
