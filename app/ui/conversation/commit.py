"""The commit rule: which blocks of a text that is still being written can no longer change."""

from app.ui.conversation.blocks import Block, has_references, readable, split


class Draft:
    """A Markdown text that grows. At any time its blocks are those of a full parse of what has come so far.

    Finished blocks are never parsed again: every top-level block but the last is final, provided that this is decided
    on complete lines only (a lone "2" of "2. next" would end a list). The one exception in CommonMark are link
    reference definitions, which change text before them; finish() parses everything once more when there are any.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.settled = 0
        """How many of the blocks are final."""
        self._taken = ""
        self._open = ""

    def grow_to(self, text: str) -> int:
        """Take in the whole text so far; returns the index of the first block that may have changed."""
        # A carriage return may be the first half of a line end; it waits for what comes.
        return self._grow(text.removesuffix("\r"))

    def finish(self, text: str) -> int:
        """The text is complete; returns the index of the first block that may have changed."""
        first = self._grow(text)
        whole = readable(text)
        if has_references(whole):
            self.blocks, first = split(whole), 0
        self.settled = len(self.blocks)
        return first

    def _grow(self, text: str) -> int:
        if not text.startswith(self._taken):  # another text altogether
            self.blocks, self.settled, self._taken, self._open = [], 0, "", ""
        first = self.settled
        new = text[len(self._taken) :]
        self._taken = text
        self._take(readable(new))
        return first

    def _take(self, new: str) -> None:
        self._open += new
        if "\n" in new:
            self._settle()
        self.blocks[self.settled :] = split(self._open)

    def _settle(self) -> None:
        complete = self._open.rfind("\n") + 1
        blocks = split(self._open[:complete])
        last = max((at for at, block in enumerate(blocks) if not block.continues), default=0)
        if last:
            self.blocks[self.settled :] = blocks[:last]
            self.settled += last
            self._open = "".join(block.source for block in blocks[last:]) + self._open[complete:]
