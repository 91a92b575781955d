"""What is said of a final answer, of the vote for it and of each path: for the eye and for screen readers alike."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from app.domain.generation import StopReason
from app.domain.outcome import SampledPath, Vote
from app.ui.conversation.row import Row, Verdict
from app.words.catalog import _, n_
from app.words.numbers import count
from app.words.votes import tie_words

NAMED: Final = 4
"""So many answers are named one by one; the rest is one word."""
_LONGEST: Final = 32


class Ballot(NamedTuple):
    """A part of the vote: the answer in words (empty: paths without one), how many paths, whether it leads."""

    answer: str
    paths: int
    leads: bool = False

    @property
    def words(self) -> str:
        if self.answer:
            return n_("{count} path", "{count} paths", self.paths).format(count=count(self.paths))
        return n_("{count} without an answer", "{count} without an answer", self.paths).format(count=count(self.paths))


def ballots(vote: Vote) -> list[Ballot]:
    """The answers, the most frequent first; many rare ones are taken together."""
    found = [
        Ballot(short(vote.words.get(key, key)), number, leads=key == vote.majority)
        for key, number in vote.counts.items()
    ]
    rest = sum(ballot.paths for ballot in found[NAMED:])
    if rest:
        found[NAMED:] = [Ballot(_("other answers"), rest)]
    return [*found, Ballot("", vote.silent)] if vote.silent else found


def majority(verdict: Verdict) -> str:
    """The answer in words; empty where there is none."""
    vote = verdict.vote
    if vote and vote.majority is not None:
        return vote.words.get(vote.majority, vote.majority)
    return verdict.answer or ""


def agreement(vote: Vote) -> str:
    """How many hold the answer that leads, or that several lead; empty before the first has come."""
    if vote.majority is None:
        return ""
    if vote.is_tied:
        return _("Tied")
    agree = count(vote.counts[vote.majority])
    return _("{agree} of {all} agree").format(agree=agree, all=count(vote.cast))


def method(vote: Vote) -> str:
    samples = n_("{count} sample", "{count} samples", vote.expected).format(count=count(vote.expected))
    return " · ".join((_("Self-consistency"), samples, _("one batch")))


def remarks(row: Row, verdict: Verdict) -> str:
    """Which of several leading answers was taken, once nothing can change that, and why votes are missing."""
    vote = verdict.vote
    tie = tie_words(vote) if vote and not row.is_streaming else ""
    return " ".join(filter(None, (tie, progress(row, verdict))))


def progress(row: Row, verdict: Verdict) -> str:
    """Why there are fewer votes than samples; empty where there are not."""
    vote = verdict.vote
    if vote is None or vote.cast >= vote.expected:
        return ""
    if verdict.is_early:
        return _("Ended early: the majority could no longer change.")
    if row.is_streaming:
        left = vote.expected - vote.cast
        return n_("{count} path is still being written", "{count} paths are still being written", left).format(
            count=count(left)
        )
    return _("Not all paths were written to their end.")


def nothing_found(row: Row) -> str:
    return (
        _("Looking for the answers…") if row.is_streaming else _("No final answer could be found in what was written.")
    )


def path_title(number: int, paths: Sequence[SampledPath]) -> str:
    return _("Path {number} / {all}").format(number=number + 1, all=len(paths))


def path_amount(path: SampledPath) -> str:
    return n_("{count} token", "{count} tokens", path.tokens).format(count=count(path.tokens))


def path_mark(path: SampledPath, vote: Vote | None) -> tuple[str, bool]:
    """The path's answer in words, and whether it differs from the majority's."""
    if path.key is None:
        return (_("not finished") if path.stop_reason == StopReason.CANCELLED else _("no answer")), False
    answer = short(path.answer or "")
    if vote is None or path.key == vote.majority:
        return answer or _("agrees"), False
    return " · ".join(filter(None, (answer, _("differs")))), True


def path_words(number: int, row: Row) -> str:
    """A path in one sentence."""
    path = row.paths[number]
    mark, _differs = path_mark(path, row.verdict.vote if row.verdict else None)
    return ", ".join((path_title(number, row.paths), path_amount(path), mark))


def verdict_words(row: Row) -> str:
    """All that the card says, as sentences."""
    if row.verdict is None:
        return ""
    vote = row.verdict.vote
    answer = majority(row.verdict)
    said = [_("Final answer: {answer}").format(answer=answer) if answer else nothing_found(row)]
    if vote:
        parts = [f"{ballot.answer} {ballot.words}".strip() for ballot in ballots(vote)]
        said += [agreement(vote), ", ".join(parts), remarks(row, row.verdict)]
    return ". ".join(part.rstrip(".") for part in said if part) + "."


def short(answer: str) -> str:
    line = " ".join(answer.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
