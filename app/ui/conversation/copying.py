"""A selected part of shown text, written as Markdown again, without escapes that nobody typed."""

from collections.abc import Iterator

from PySide6.QtGui import (
    QFont,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextFragment,
)

from app.ui.conversation.builder import IS_CODE, MARK


def fragment_markdown(cursor: QTextCursor) -> str:
    """The cursor's selection. The first line has no list or heading mark when the selection begins inside of it."""
    lines: list[str] = []
    was_listed = False
    for block in _blocks(cursor):
        is_listed = block.blockFormat().indent() > 0
        prefix = "" if block.position() < cursor.selectionStart() else _prefix(block)
        text = prefix + _inline(block, cursor.selectionStart(), cursor.selectionEnd())
        is_code = bool(block.blockFormat().property(IS_CODE))
        if lines and not (was_listed and is_listed) and not is_code:
            lines.append("")
        lines.append(text)
        was_listed = is_listed
    return "\n".join(lines)


def _blocks(cursor: QTextCursor) -> Iterator[QTextBlock]:
    block = cursor.document().findBlock(cursor.selectionStart())
    while block.isValid() and block.position() < max(cursor.selectionEnd(), cursor.selectionStart() + 1):
        yield block
        block = block.next()


def _prefix(block: QTextBlock) -> str:
    form = block.blockFormat()
    depth = form.property(QTextFormat.Property.BlockQuoteLevel) or 0
    quote = "> " * int(depth)
    if form.headingLevel():
        return quote + "#" * form.headingLevel() + " "
    mark = form.property(MARK)
    indent = "   " * (form.indent() - (1 if mark else 0))
    return f"{quote}{indent}{mark} " if mark else quote + indent + ("    " if form.property(IS_CODE) else "")


def _inline(block: QTextBlock, start: int, end: int) -> str:
    parts: list[str] = []
    for fragment in fragments(block):
        first = max(start, fragment.position()) - fragment.position()
        last = min(end, fragment.position() + fragment.length()) - fragment.position()
        if first < last:
            text = cut(fragment.text(), first, last).replace("\u2028", "\n")
            parts.append(_marked(text, fragment.charFormat(), is_heading=block.blockFormat().headingLevel() > 0))
    return "".join(parts)


def fragments(block: QTextBlock) -> Iterator[QTextFragment]:
    """The stretches of a block that have one format each."""
    at = block.begin()
    while not at.atEnd():
        yield at.fragment()
        at += 1


def cut(text: str, first: int, last: int) -> str:
    """A slice whose ends count as Qt counts: an emoji is two."""
    if text.isascii():
        return text[first:last]
    return text.encode("utf-16-le", "surrogatepass")[2 * first : 2 * last].decode("utf-16-le", "replace")


def _marked(text: str, form: QTextCharFormat, *, is_heading: bool) -> str:
    bare = text.strip()
    if not bare:
        return text
    marked = bare
    if form.background().color().isValid() and form.hasProperty(QTextFormat.Property.BackgroundBrush):
        marked = f"`{marked}`"
    if form.fontStrikeOut():
        marked = f"~~{marked}~~"
    if form.fontItalic():
        marked = f"*{marked}*"
    if form.fontWeight() >= QFont.Weight.Bold and not is_heading:
        marked = f"**{marked}**"
    if form.anchorHref() and form.anchorHref() != bare:
        marked = f"[{marked}]({form.anchorHref()})"
    return text.replace(bare, marked, 1)
