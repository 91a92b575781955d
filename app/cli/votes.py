"""The vote of several answers to one question, in words for the terminal."""

from app.cli.terminal import printable
from app.domain.outcome import Outcome, Vote
from app.words.catalog import _, n_
from app.words.votes import tie_words


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
    return "\n".join(filter(None, (text, tie_words(tally))))
