"""Markdown as it is shown: every construct in its place, nothing fetched, nothing hidden."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFont, QImage, QTextBlock, QTextDocument
from PySide6.QtWidgets import QApplication

from app.ui.conversation import blocks
from app.ui.conversation.builder import IS_CODE, MARK, build
from app.ui.conversation.copying import fragments
from app.ui.conversation.document_segment import SafeDocument
from app.ui.conversation.style import Style
from app.ui.theme import tokens

Shown = Callable[[str], QTextDocument]


@pytest.fixture
def shown(qapp: QApplication) -> Shown:
    """Builds the first block of a text."""

    def build_first(text: str) -> QTextDocument:
        document = SafeDocument()
        build(document, blocks.split(blocks.readable(text))[0], Style(tokens.LIGHT))
        return document

    return build_first


def paragraphs(document: QTextDocument) -> list[QTextBlock]:
    found = []
    block = document.begin()
    while block.isValid():
        found.append(block)
        block = block.next()
    return found


def formats(document: QTextDocument) -> dict[str, str]:
    """What is special about each stretch of the first paragraph."""
    found = {}
    for fragment in fragments(document.begin()):
        form = fragment.charFormat()
        marks = "b" * (form.fontWeight() >= QFont.Weight.Bold) + "i" * form.fontItalic() + "s" * form.fontStrikeOut()
        found[fragment.text()] = form.anchorHref() or marks
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a **b** c", {"a ": "", "b": "b", " c": ""}),
        ("***x***", {"x": "bi"}),
        ("~~x~~", {"x": "s"}),
        ("[x](https://e.com)", {"x": "https://e.com"}),
        ("[x](mailto:a@b.c)", {"x": "mailto:a@b.c"}),
        ("see https://e.com/a?b=1, ok", {"see ": "", "https://e.com/a?b=1": "https://e.com/a?b=1", ", ok": ""}),
        ("[x](javascript:alert(1))", {"[x](javascript:alert(1))": ""}),
        ("[x](file:///etc/passwd)", {"[x](file:///etc/passwd)": ""}),
        ("[x](ftp://e.com)", {"x": ""}),
        ("[x](data:text/html,1)", {"[x](data:text/html,1)": ""}),
        ("![a cat](https://e.com/c.png)", {"a cat": "https://e.com/c.png"}),
        ("![a cat](/etc/passwd)", {"a cat": ""}),
        ("<b>bold?</b> <script>x</script>", {"<b>bold?</b> <script>x</script>": ""}),
        ("one<br>two", {"one\u2028two": ""}),
        ("&lt;&amp;", {"<&": ""}),
    ],
)
def test_what_stands_inside_a_line(shown: Shown, text: str, expected: dict[str, str]) -> None:
    assert formats(shown(text)) == expected


@pytest.mark.parametrize(
    ("text", "bold"),
    [
        ('그는 **"인용"**이라고 말했다', '"인용"'),
        ("**(괄호)**입니다", "(괄호)"),
        ("他说**“你好”**吧", "“你好”"),
        ("これは**「強調」**です", "「強調」"),
        ("**굵게**는", "굵게"),
    ],
)
def test_bold_beside_letters_that_write_no_spaces(shown: Shown, text: str, bold: str) -> None:
    assert formats(shown(text))[bold] == "b"


@pytest.mark.parametrize("text", ['a**"b"**c', "2 ** 3 ** 4", "**한 글자", "** 빈칸 **은"])
def test_what_is_not_bold_stays_so(shown: Shown, text: str) -> None:
    assert "b" not in formats(shown(text)).values()


def test_lists_have_marks_depths_and_numbers(shown: Shown) -> None:
    document = shown("3. three\n4. four\n   - [ ] open\n   - [x] done\n\n     more of it\n5.\n")
    found = [
        (block.text(), block.blockFormat().property(MARK), block.blockFormat().indent())
        for block in paragraphs(document)
    ]
    assert found == [
        ("three", "3.", 1),
        ("four", "4.", 1),
        ("open", "- [ ]", 2),
        ("done", "- [x]", 2),
        ("more of it", None, 2),
        ("", "5.", 1),
    ]


def test_code_inside_a_list_stays_inside(shown: Shown) -> None:
    document = shown("- item\n\n  ```py\n  x = 1\n  y = 2\n  ```\n- next\n")
    found = [(block.text(), bool(block.blockFormat().property(IS_CODE))) for block in paragraphs(document)]
    assert found == [("item", False), ("x = 1", True), ("y = 2", True), ("next", False)]


def test_a_table_keeps_its_cells_and_alignments(shown: Shown) -> None:
    document = shown("| a | b |\n|---|--:|\n| 1 | **2** |\n")
    cells = [block.text() for block in paragraphs(document) if block.text()]
    assert cells == ["a", "b", "1", "2"]
    right = next(block for block in paragraphs(document) if block.text() == "2")
    assert right.blockFormat().alignment().name == "AlignRight"


def test_a_table_behind_a_quote_has_no_stray_lines(shown: Shown) -> None:
    found = blocks.split("> quote\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    assert [block.kind for block in found] == [blocks.Kind.QUOTE, blocks.Kind.TABLE]


def test_nothing_is_ever_loaded(qapp: QApplication) -> None:
    document = SafeDocument()
    for address in ("file:///etc/hostname", "https://example.com/x.png", "//share/x.png"):
        picture = document.resource(QTextDocument.ResourceType.ImageResource.value, QUrl(address))
        assert isinstance(picture, QImage)
        assert (picture.width(), picture.height()) == (1, 1)


HOSTILE = {
    "brackets": "[" * 5_000,
    "pictures": "![" * 3_000,
    "emphasis": "**x " * 4_000,
    "nested emphasis": "_a" * 3_000,
    "quotes": ">" * 2_000 + "a",
    "deep lists": "".join("  " * depth + "- a\n" for depth in range(200)),
    "ticks": "".join("`" * (number % 50 + 1) + "a " for number in range(3_000)),
    "links": "[a](<" * 3_000,
    "wide table": "|" + "a|" * 1_000 + "\n|" + "-|" * 1_000 + "\n",
    "long table": "|a|b|\n|-|-|\n" + "|1|2|\n" * 2_000,
    "escapes": "\\" * 9_000,
    "entities": "&amp" * 5_000,
    "addresses": "http://a." * 2_000,
    "marks": "\u0301" * 5_000 + "e" + "\u0301" * 5_000,
    "direction": "\u202eabc\u202c שלום " * 500,
    "nothing": "\0\0\0",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_shown(qapp: QApplication, text: str) -> None:
    style = Style(tokens.LIGHT)
    for block in blocks.split(blocks.readable(text)):
        if block.kind not in {blocks.Kind.CODE, blocks.Kind.PLAIN, blocks.Kind.RULE}:
            document = SafeDocument()
            build(document, block, style)
            document.setTextWidth(600)
            assert document.size().height() > 0
