from collections.abc import Sequence
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.engine_errors import TemplateFailed
from app.domain.generation import ChatPrompt, PartKind, RawPrompt, Span
from app.domain.message import Message, assistant, system, user
from app.domain.prompt_parts import Run, kinds_of, parts_of_chat, parts_of_text
from app.domain.templates.builtin import BUILTIN, builtin
from app.domain.templates.control_text import unmarked
from app.domain.templates.rendering import Template

CONTROL, FRAME, SYSTEM, EXAMPLE, HISTORY, QUESTION, ANSWER = PartKind
CHATML = Template(builtin("chatml").source, control=frozenset({"<|im_start|>", "<|im_end|>"}))
TALK = (system("Be brief."), user("1?"), assistant("2"), user("Hi"), assistant("Hello"), user("Why?"))


def parts(prompt: ChatPrompt, template: Template = CHATML, *, left_out: Sequence[int] = ()) -> tuple[Run, ...]:
    left = [message for index, message in enumerate(prompt.messages) if index not in left_out]

    def draw(messages: Sequence[Message]) -> str:
        return template.render(messages, prefill=prompt.prefill)

    return parts_of_chat(unmarked(draw(left)), prompt, draw, left_out=left_out)


def told(runs: Sequence[Run]) -> list[Run]:
    return [run for run in runs if run[1] is not FRAME]


# --- which message is what ---


def test_messages_are_told_by_their_role_and_place() -> None:
    prompt = ChatPrompt(TALK, kept=2)
    assert told(parts(prompt)) == [
        ("Be brief.", SYSTEM),
        ("1?", EXAMPLE),
        ("2", EXAMPLE),
        ("Hi", HISTORY),
        ("Hello", HISTORY),
        ("Why?", QUESTION),
    ]


def test_a_begun_answer_follows_the_question() -> None:
    prompt = ChatPrompt((user("Hi"), assistant("Hello"), user("Why?"), assistant("Since ")), prefill=True)
    assert told(parts(prompt)) == [("Hi", HISTORY), ("Hello", HISTORY), ("Why?", QUESTION), ("Since ", ANSWER)]


def test_examples_alone_hold_no_question() -> None:
    prompt = ChatPrompt((system("s"), user("1?"), assistant("2")), kept=2)
    assert told(parts(prompt)) == [("s", SYSTEM), ("1?", EXAMPLE), ("2", EXAMPLE)]
    assert parts(ChatPrompt(())) == (("<|im_start|>assistant\n", FRAME),)


def test_what_was_left_out_is_not_looked_for() -> None:
    prompt = ChatPrompt((*TALK[:3], user("Hello"), assistant("Hello"), user("Hello")), kept=2)
    assert told(parts(prompt, left_out=(3, 4)))[-2:] == [("2", EXAMPLE), ("Hello", QUESTION)]


def test_spans_part_a_message() -> None:
    text = "Q: 1?\nA: 2\n\nQ: Why?\nA:"
    spans = (Span(EXAMPLE, 0, 12, message=1), Span(HISTORY, 3, 5, message=1), Span(ANSWER, 90, 99, message=1))
    prompt = ChatPrompt((system("s"), user(text)), spans=spans)
    assert told(parts(prompt)) == [("s", SYSTEM), (text[:12], EXAMPLE), (text[12:], QUESTION)]


def test_spans_of_a_raw_text() -> None:
    prompt = RawPrompt("Q: 1?\nA: 2\n\nQ: Why?", spans=(Span(HISTORY, 12, 15), Span(EXAMPLE, 0, 12)))
    assert parts_of_text(prompt) == (("Q: 1?\nA: 2\n\n", EXAMPLE), ("Q: ", HISTORY), ("Why?", QUESTION))
    assert parts_of_text(RawPrompt("")) == ()


# --- whatever the template does ---


@pytest.mark.parametrize("name", [one.name for one in BUILTIN])
def test_words_are_told_though_the_template_merges_and_trims(name: str) -> None:
    template = Template(builtin(name).source, bos="<s>", eos="</s>")
    prompt = ChatPrompt((system("user\n"), user(" 1?  2? "), assistant("User:"), user("\n user")), kept=2)
    runs = parts(prompt, template)
    words = [(word, kind) for text, kind in told(runs) for word in text.split()]
    assert words == [("user", SYSTEM), ("1?", EXAMPLE), ("2?", EXAMPLE), ("User:", EXAMPLE), ("user", QUESTION)]
    assert "".join(text for text, _ in runs) == unmarked(template.render(prompt.messages))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "{% for m in messages %}[{{ m.content | upper }}]{% endfor %}",
            [("BE BRIEF.", SYSTEM), ("WHY IS IT?", QUESTION)],
        ),
        (
            "{% for m in messages | reverse %}[{{ m.content }}]{% endfor %}",
            [("why is it?", QUESTION), ("be brief.", SYSTEM)],
        ),
        ("{% for m in messages %}{{ m.content.split(' ')[-1] }},{% endfor %}", [("brief.", SYSTEM), ("it?", QUESTION)]),
        ("{% for m in messages %}{{ m.content.split(' ')[0] }},{% endfor %}", [("be", SYSTEM), ("why", QUESTION)]),
        ("{{ messages | tojson }}", [("be brief.", SYSTEM), ("why is it?", QUESTION)]),
        (
            "{% for m in messages %}{% if m.content[0] == 'w' %}?{% endif %}{{ m.content }},{% endfor %}",
            [("be brief.", SYSTEM), ("why is it?", QUESTION)],
        ),
    ],
    ids=["upper", "reversed", "last word", "first word", "json", "one that looks at the first letter"],
)  # fmt: skip
def test_words_are_told_in_strange_templates(source: str, expected: list[Run]) -> None:
    assert told(parts(ChatPrompt((system("be brief."), user("why is it?"))), Template(source))) == expected


def test_content_that_holds_our_marks_is_told_too() -> None:
    assert told(parts(ChatPrompt((system("\ufde2a"), user("\ufdefb"))))) == [("\ufde2a", SYSTEM), ("\ufdefb", QUESTION)]


def test_a_template_that_fails_the_second_time_costs_nothing() -> None:
    def fail(_: Sequence[Message]) -> str:
        raise TemplateFailed("deadline")

    prompt = ChatPrompt((system("Be brief."), user("Why?")))
    assert parts_of_chat("<Be brief.|Why?>", prompt, fail) == (
        ("<", FRAME),
        ("Be brief.", SYSTEM),
        ("|", FRAME),
        ("Why?", QUESTION),
        (">", FRAME),
    )


@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_no_letter_of_the_prompt_changes(texts: list[str]) -> None:
    messages = tuple((user, assistant)[index % 2](text) for index, text in enumerate(texts))
    runs = parts(ChatPrompt(messages))
    assert "".join(text for text, _ in runs) == unmarked(CHATML.render(messages))
    assert all(text for text, _ in runs)


# --- from texts to tokens ---

RUNS = (("<s>user\n", FRAME), ("안녕 하세요", QUESTION), ("</s>\n", FRAME))


def test_a_token_is_of_the_kind_of_most_of_its_bytes() -> None:
    assert kinds_of([b"<s>", b"user", b"\n\xec\x95\x88", b"\xeb\x85\x95 ", b"x"], RUNS)[2:4] == (QUESTION, QUESTION)
    assert kinds_of([b"ab", b"cd"], (("a", SYSTEM), ("bcd", QUESTION))) == (SYSTEM, QUESTION)


def test_a_space_that_the_vocabulary_adds_and_white_space_that_it_swallows() -> None:
    runs = (("<|user|>\n", FRAME), ("Hi there", QUESTION), ("<|end|>\n", FRAME))
    pieces = [b"<s>", b"<|user|>", b" Hi", b" there", b"<|end|>", b"</s>"]
    assert kinds_of(pieces, runs) == (FRAME, FRAME, QUESTION, QUESTION, FRAME, FRAME)
    assert kinds_of([b" ", b"Hi"], (("Hi", QUESTION),)) == (QUESTION, QUESTION)


def test_what_a_vocabulary_does_not_know_loses_nothing_after_it() -> None:
    runs = (("ab☃cd", SYSTEM), ("efgh", QUESTION))
    assert kinds_of([b"ab", b"<unk>", b"cd", b"efgh"], runs) == (SYSTEM, SYSTEM, SYSTEM, QUESTION)


@given(st.lists(st.tuples(st.text(max_size=9), st.sampled_from(PartKind))), st.lists(st.integers(1, 5), min_size=60))
def test_tokens_that_cut_a_text_anywhere_find_their_kinds(runs: list[Run], lengths: list[int]) -> None:
    raw = "".join(text for text, _ in runs).encode(errors="replace")
    kinds = [kind for text, one in runs for kind in [one] * len(text.encode(errors="replace"))]
    cuts = [0, *accumulate(lengths)]
    pieces = [raw[start:end] for start, end in pairwise(cuts) if raw[start:end]]
    if len(b"".join(pieces)) == len(raw):
        for place, (piece, kind) in enumerate(zip(pieces, kinds_of(pieces, runs), strict=True)):
            start = sum(map(len, pieces[:place]))
            assert kind in kinds[start : start + len(piece)]
