"""Self-consistency: the answers of several paths are votes, and the most frequent one wins (Wang et al. 2022)."""

from collections import Counter
from collections.abc import Sequence

from app.domain.outcome import SampledPath, Vote


def vote(paths: Sequence[SampledPath], *, expected: int) -> Vote:
    """Of the paths that have ended, which is what their stop reason says."""
    ended = [path for path in paths if path.stop_reason]
    counts = Counter(path.key for path in ended if path.key is not None)
    words: dict[str, str] = {}
    for path in ended:
        if path.key is not None:
            words.setdefault(path.key, path.text.strip() if path.answer is None else path.answer)
    ranked = dict(counts.most_common())  # stable: the earlier first among equals
    return Vote(ranked, {key: words[key] for key in ranked}, silent=len(ended) - counts.total(), expected=expected)
