"""The vote of several answers to one question, in words for the terminal."""

from app.cli.terminal import printable
from app.domain.outcome import Outcome, Vote
from app.words.catalog import _, n_


def vote_so_far(tally: Vote) -> str:
    return _("{cast} of {expected} answers").format(cast=tally.cast, expected=tally.expected)


def vote_in_words(outcome: Outcome) -> str:
    """Who got how many; on a line of its own that this is no majority, where it is none."""
    tally = outcome.vote
    said = [f"{printable(tally.words[key])}: {number}" for key, number in tally.counts.items()]
    if tally.silent:
        said.append(_("no answer") + f": {tally.silent}")
    words = n_("{cast} vote of {expected}", "{cast} votes of {expected}", tally.cast)
    text = words.format(cast=tally.cast, expected=tally.expected) + (" — " + ", ".join(said) if said else "")
    if outcome.is_early and tally.cast < tally.expected:
        text += ". " + _("The rest could no longer change it.")
    return f"{text}\n{_tie_in_words(tally)}" if tally.is_tied else text


def _tie_in_words(tally: Vote) -> str:
    most = max(tally.counts.values())
    if most == 1:
        return _("No two answers agree; the first one is shown.")
    leading = sum(number == most for number in tally.counts.values())
    return _("{leading} answers have {votes} votes each; the first of them is shown.").format(
        leading=leading, votes=most
    )
