"""All rows of a chat, one under the other: their heights, guessed where nobody has looked, and the layouts in use."""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from app.ui.conversation.contents import path_key
from app.ui.conversation.heights import Heights
from app.ui.conversation.row import Row, RowRole
from app.ui.conversation.row_layout import BUBBLE_PAD_ABOVE, BUBBLE_PAD_BELOW, BUBBLE_PAD_X, STRIP, RowLayout
from app.ui.conversation.segment import Key
from app.ui.conversation.style import Style
from app.ui.theme import tokens

KEPT_LAYOUTS: Final = 64
# About how high a folded line and a card with a verdict are.
FOLDED: Final = 36
VERDICT: Final = 100
# Guesses are made anew when the measured heights say that they are off by this much.
_TOLERANCE: Final = 0.08


class Column:
    """Rows are named by their index here, by their id outside."""

    def __init__(self, style: Style, *, width: int) -> None:
        self.rows: list[Row] = []
        self.heights = Heights()
        self.style = style
        self.width = width
        self._layouts: OrderedDict[str, RowLayout] = OrderedDict()
        self._folds: dict[str, dict[Key, bool]] = {}
        self._index: dict[str, int] = {}
        self._guesses: list[int] = []
        self._measured: set[str] = set()
        self._guessed_sum = 1
        self._measured_sum = 1
        self._ratio = 1.0

    # Rows

    def show(self, rows: Iterable[Row]) -> None:
        self.rows = list(rows)
        self._layouts.clear()
        self._folds.clear()
        self._reindex()
        self._guess_all()

    def append(self, row: Row) -> None:
        self._index[row.id] = len(self.rows)
        self.rows.append(row)
        self._guesses.append(self._guess(row))
        self.heights.append(self._scaled(self._guesses[-1]))

    def replace(self, row: Row) -> None:
        """The row of this id looks like this now."""
        self.replace_at(self._index[row.id], row)

    def replace_at(self, index: int, row: Row) -> None:
        """Another row stands here now: another version of the message."""
        old = self.rows[index]
        self.rows[index] = row
        self._forget(old.id)
        if old.id != row.id:
            del self._index[old.id]
            self._index[row.id] = index
        self._guesses[index] = self._guess(row)
        self.heights.set(index, self._scaled(self._guesses[index]))

    def truncate(self, length: int) -> None:
        for row in self.rows[length:]:
            self._forget(row.id)
            del self._index[row.id]
        del self.rows[length:]
        del self._guesses[length:]
        self.heights.truncate(length)

    def index(self, row_id: str) -> int | None:
        return self._index.get(row_id)

    def _forget(self, row_id: str) -> None:
        self._layouts.pop(row_id, None)
        self._measured.discard(row_id)

    def _reindex(self) -> None:
        self._index = {row.id: at for at, row in enumerate(self.rows)}

    # Layouts

    def layout(self, index: int) -> RowLayout:
        """The row's layout, made now if need be: parsed, nothing measured yet."""
        row = self.rows[index]
        known = self._layouts.get(row.id)
        if known is None:
            folds = self._folds.setdefault(row.id, {})
            known = self._layouts[row.id] = RowLayout(row, self.style, width=self.width, folds=folds)
            self._make_room()
        else:
            self._layouts.move_to_end(row.id)
            known.set_width(self.width)
        return known

    def known_layout(self, index: int) -> RowLayout | None:
        """The row's layout if it was made and fits; to paint takes no time for anything else."""
        known = self._layouts.get(self.rows[index].id)
        return known if known and known.width == self.width else None

    def _make_room(self) -> None:
        """Let the layouts go that were used longest ago; never one that is still growing."""
        for row_id in list(self._layouts)[: max(0, len(self._layouts) - KEPT_LAYOUTS)]:
            if not self._layouts[row_id].row.is_streaming:
                del self._layouts[row_id]

    def grow(self, index: int, row: Row) -> int:
        """A streaming row reads like this now; returns the y in it from which on it looks different."""
        layout = self.layout(index)
        self.rows[index] = row
        return layout.grow(row)

    def finish(self, row: Row) -> None:
        index = self._index[row.id]
        layout = self._layouts.get(row.id)
        if layout is None or not self.rows[index].is_streaming:
            self.replace(row)
        else:
            self.rows[index] = row
            layout.finish(row)

    def fold(self, index: int, key: Key, *, opens: bool) -> None:
        row = self.rows[index]
        self._folds.setdefault(row.id, {})[key] = opens
        if layout := self._layouts.get(row.id):
            layout.build()

    def whole_text(self, index: int) -> str:
        """A message as it was written, and behind it the other paths that are open."""
        row = self.rows[index]
        folds = self._folds.get(row.id, {})
        opened = [path.text for number, path in enumerate(row.paths) if folds.get(path_key(number))]
        return "\n\n".join([row.text.strip(), *(text.strip() for text in opened if text != row.text)])

    def note_height(self, index: int) -> None:
        """Take over the height of a row that was looked at, and learn from it."""
        layout = self.layout(index)
        height = layout.height
        self.heights.set(index, height)
        row = self.rows[index]
        if row.id not in self._measured and not row.is_streaming and layout.is_measured:
            self._measured.add(row.id)
            self._guessed_sum += self._guesses[index]
            self._measured_sum += height

    # Guessing

    def learn(self) -> bool:
        """Correct all guesses when what was measured shows that they are off; whether anything moved."""
        ratio = self._measured_sum / self._guessed_sum
        if abs(ratio - self._ratio) <= _TOLERANCE * self._ratio:
            return False
        self._ratio = ratio
        known = self.heights
        self.heights = Heights(
            known[at] if row.id in self._measured or row.id in self._layouts else self._scaled(self._guesses[at])
            for at, row in enumerate(self.rows)
        )
        return True

    def set_width(self, width: int) -> None:
        """Layouts follow when they are looked at; every other height is scaled."""
        if width != self.width and self.rows:
            factor = self.width / max(1, width)
            self.heights = Heights(max(1, round(height * factor)) for height in self.heights)
            self._guesses = [max(1, round(guess * factor)) for guess in self._guesses]
            self._measured.clear()
            self._guessed_sum = self._measured_sum = 1
        self.width = width

    def set_style(self, style: Style) -> None:
        """Another theme or text size: everything laid out so far is of no use."""
        is_resized = style.scale != self.style.scale
        self.style = style
        self._layouts.clear()
        if is_resized:
            self._guess_all()

    def _guess_all(self) -> None:
        self._measured.clear()
        self._guessed_sum = self._measured_sum = 1
        self._guesses = [self._guess(row) for row in self.rows]
        self.heights = Heights(map(self._scaled, self._guesses))

    def _scaled(self, guess: int) -> int:
        return max(1, int(guess * self._ratio))

    def _guess(self, row: Row) -> int:
        """About how high a row is, in less than 4 µs."""
        style = self.style
        text = "" if row.is_text_hidden else row.text
        is_question = row.role is RowRole.USER
        room = min(self.width, style.px(tokens.BUBBLE_WIDTH) - 2 * BUBBLE_PAD_X) if is_question else self.width
        lines = style.lines(text, width=room)
        around = style.px(STRIP) + (style.px(BUBBLE_PAD_ABOVE + BUBBLE_PAD_BELOW) if is_question else 0)
        folded = (1 + len(row.paths)) * style.px(FOLDED) + style.px(VERDICT) if row.verdict else 0
        return lines * style.line_height + around + folded
