"""What can be said of one token, for a tool tip and for a screen reader."""

import html

from app.ui.prompt.parts import meaning
from app.ui.prompt.shown_token import PIECE, ShownToken, spelled
from app.words.catalog import _
from app.words.numbers import count


def token_name(token: ShownToken) -> str:
    """The text of it, as it can be read aloud."""
    if not token.text:
        return _("Piece of a character")
    return _("“{text}”").format(text=spelled(token.text))


def token_words(token: ShownToken, at: int, total: int) -> tuple[str, ...]:
    """Line by line: what it is there for, how likely it was, and its numbers. at counts from 0."""
    place = _("Token {number} of {total}, number {id} of the vocabulary")
    lines = [place.format(number=count(at + 1), total=count(total), id=count(token.id))]
    if token.probability is not None:
        words = _("The model gave it {percent}").format(percent=percent(token.probability))
        lines.insert(0, words)
    if token.kind is not None:
        lines.insert(0, meaning(token.kind))
    if not token.text:
        lines.append(_("The token that completes the character shows it"))
    return tuple(lines)


def tool_tip(token: ShownToken, at: int, total: int) -> str:
    """As HTML, since Qt would take "<bos>" for a mark of its own."""
    text = html.escape(spelled(token.text)).replace(" ", "&nbsp;") if token.text else PIECE
    lines = "<br>".join(html.escape(line) for line in token_words(token, at, total))
    return f"<p style='white-space:nowrap'><b><code>{text}</code></b><br>{lines}</p>"


def percent(probability: float) -> str:
    """No likely token is certain, and no unlikely one impossible."""
    if probability < 0.001:
        return _("less than 0.1%")
    if 0.999 < probability < 1:
        return _("more than 99.9%")
    return f"{100 * probability:.1f}%"
