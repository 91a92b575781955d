"""Keeps what people write from becoming control tokens: spellings such as <|im_end|> in content stay ordinary text.

Content is marked before the chat template renders it, and the rendered prompt is cut along the marks afterwards, so
that the tokenizer reads only what the template itself wrote as control tokens.
"""

import re
from collections.abc import Collection, Iterator
from itertools import accumulate, pairwise

OPEN, CLOSE, EDGE, CUT = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
"""Noncharacters: Unicode promises that no text means anything by them, and no template strips them.
CUT is where a prefilled answer ends."""
_MARK = re.compile(f"[{OPEN}{CLOSE}{EDGE}{CUT}]")


class ControlText:
    """The control tokens of one vocabulary, by their spelling.

    A spelling in content is enclosed in OPEN and CLOSE, with an EDGE inside that hides it from templates: many look for
    </think> in answers, and write control tokens of their own when they find it. Where content begins or ends with a
    piece of a spelling, an EDGE remembers the border, since what the template puts beside it might complete the token.
    Templates may go on to trim, split or cut the content: a spelling that still touches one of its marks is text.
    """

    def __init__(self, spellings: Collection[str]) -> None:
        self._spellings = frozenset(spelling for spelling in spellings if spelling)
        self._lengths = sorted({len(spelling) for spelling in self._spellings}, reverse=True)
        self._heads = frozenset(one[:n] for one in self._spellings for n in range(1, len(one)))
        self._tails = frozenset(one[n:] for one in self._spellings for n in range(1, len(one)))
        self._pieces = range(1, max(self._lengths, default=0))
        firsts = "".join(map(re.escape, sorted({one[0] for one in self._spellings})))
        self._first = re.compile(f"[{firsts}]" if firsts else "(?!)")

    def mark(self, text: str) -> str:
        """Content, ready to be rendered."""
        text = unmarked(text)
        pieces, done = [], 0
        for start, end in self._found(text):
            if start >= done:
                pieces += [text[done:start], OPEN, text[start], EDGE, text[start + 1 : end], CLOSE]
                done = end
        return self._with_edges("".join((*pieces, text[done:])))

    def split(self, rendered: str) -> tuple[tuple[str, bool], ...]:
        """The prompt in pieces (text, is_plain): the plain ones are ordinary text, whatever they spell."""
        text, opens, closes, borders = _take_out(rendered)
        plain: set[int] = set()
        cuts = {0, len(text)}
        for start, end in self._found(text):
            if start in opens or end in closes:
                plain.update(range(start, end))
                cuts |= {start, end}
        for start, end in self._found(text):
            cuts |= borders.intersection(range(start + 1, end)) - plain
        return tuple((text[start:end], start in plain) for start, end in pairwise(sorted(cuts)))

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        """Where spellings stand, overlapping ones too: at each place the longest."""
        for match in self._first.finditer(text):
            start = match.start()
            for length in self._lengths:
                piece = text[start : start + length]
                if piece in self._spellings:
                    yield start, start + len(piece)
                    break

    def _with_edges(self, text: str) -> str:
        core = text.strip()  # templates strip content: the border is where its white space begins
        at = text.find(core)
        before = EDGE if any(core[:length] in self._tails for length in self._pieces) else ""
        after = EDGE if any(core[-length:] in self._heads for length in self._pieces) else ""
        return f"{text[:at]}{before}{core}{after}{text[at + len(core) :]}"


def unmarked(text: str) -> str:
    """Without marks: as a person reads it."""
    return _MARK.sub("", text)


def _take_out(rendered: str) -> tuple[str, set[int], set[int], set[int]]:
    """The text without its marks, and where there was an OPEN, a CLOSE, any mark."""
    pieces = _MARK.split(rendered)
    places = list(accumulate(map(len, pieces[:-1])))
    marks = list(zip(_MARK.findall(rendered), places, strict=True))
    opens = {at for mark, at in marks if mark == OPEN}
    closes = {at for mark, at in marks if mark == CLOSE}
    return "".join(pieces), opens, closes, set(places)
