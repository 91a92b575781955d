"""The commit rule: however the text is chopped, the blocks are those of a full parse."""

from hypothesis import example, given
from hypothesis import strategies as st

from app.ui.conversation import blocks
from app.ui.conversation.blocks import Kind, has_references, readable, split
from app.ui.conversation.commit import Draft

HARD = """# Title

para
lazy

> quote
lazy quote

- a

  b
- c

      code

1. x
   ```
   fence in a list
   ```
2. y

| a | b |
|---|---|
| 1 | 2 |
tail

Setext
===

```py
x

y
```

    indented

    code

***
<div>
~~~~
never closed
~~~
"""

LINES = st.sampled_from(
    [
        *HARD.split("\n"),
        "",
        "",
        "  ",
        "2. next",
        "2",
        "- ",
        "* * *",
        "```",
        "~~~",
        "  - deep",
        "\t- tab",
        "| x |",
        "|-|",
    ]
)
TEXTS = st.one_of(
    st.lists(LINES, max_size=30).map("\n".join),
    st.text(alphabet="ab 12.-*#>`~|\n\r\t[]()_\\한", max_size=200),
    st.text(max_size=100),
)


@st.composite
def chopped(draw: st.DrawFn) -> list[str]:
    text = draw(TEXTS)
    cuts = sorted(draw(st.sets(st.integers(0, max(0, len(text))), max_size=12)))
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


@given(chopped())
@example([HARD[at : at + 1] for at in range(len(HARD))])
@example(["a\r", "\nb\r", "\r\nc"])
@example(["- a\n\n2", ". y\n"])
def test_any_chopping_gives_the_blocks_of_a_full_parse(parts: list[str]) -> None:
    draft = Draft()
    text = ""
    for part in parts:
        text += part
        draft.grow_to(text)
        if not has_references(readable(text)) and not text.endswith("\r"):
            assert draft.blocks == split(readable(text))
    draft.finish(text)
    assert draft.blocks == split(readable(text))


@given(chopped())
def test_a_settled_block_never_changes(parts: list[str]) -> None:
    draft = Draft()
    settled: list[blocks.Block] = []
    for at in range(len(parts)):
        first = draft.grow_to("".join(parts[: at + 1]))
        assert first >= len(settled)
        assert draft.blocks[: len(settled)] == settled
        settled = draft.blocks[: draft.settled]


@given(TEXTS)
def test_the_sources_of_the_blocks_are_the_text(text: str) -> None:
    whole = readable(text)
    found = split(whole)
    if found:
        assert "".join(block.source for block in found) == whole
    else:
        assert not whole.strip()


def test_a_late_reference_reaches_back() -> None:
    draft = Draft()
    text = "See [there].\n\nMore.\n\n[there]: https://example.com\n"
    for end in range(len(text) + 1):
        draft.grow_to(text[:end])
    draft.finish(text)
    assert draft.blocks == split(text)
    assert draft.blocks[0].references["references"]["THERE"]["href"] == "https://example.com"


def test_a_text_that_is_replaced_starts_anew() -> None:
    draft = Draft()
    draft.grow_to("# One\n\ntwo\n\nthree")
    draft.grow_to("Other\n\ntext")
    assert draft.blocks == split("Other\n\ntext")


def test_a_long_code_block_becomes_pieces_of_sixty_lines() -> None:
    source = "```python\n" + "".join(f"x = {n}\n" for n in range(150)) + "```\n"
    found = split(source)
    assert [block.body.count("\n") + 1 for block in found] == [60, 60, 30]
    assert [block.continues for block in found] == [False, True, True]
    assert {block.language for block in found} == {"python"}
    assert "".join(block.source for block in found) == source
    assert split("before\n\n" + source)[1:] == found


def test_pieces_of_an_endless_paragraph_do_not_change_when_it_grows() -> None:
    text = "One sentence after the other. " * 2_000
    before = split(text[:20_000])
    after = split(text)
    assert len(before) > 2
    assert before[:-1] == after[: len(before) - 1]
    assert {block.kind for block in after} == {Kind.PARAGRAPH}
    assert all(len(block.source) <= blocks.PIECE for block in after)


def test_a_million_characters_are_cut_into_bounded_pieces() -> None:
    for text in ("a" * 1_000_000, "\n" * 1_000_000, "| a | b |\n" * 100_000, "word\n\n" * 170_000, "> " * 500_000):
        for found in (split(text), blocks.plain(text)):
            assert all(len(block.source) <= blocks.PORTION for block in found)
            assert all(block.source.count("\n") <= blocks.PORTION for block in found)


def test_control_characters_and_broken_surrogates_become_readable() -> None:
    assert readable("a\0b\r\nc\rd\ud800e") == "a\ufffdb\nc\nd\ufffde"
