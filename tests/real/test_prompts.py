"""What becomes of messages: templates that fail or never end, and chats that do not fit."""

from pathlib import Path

import psutil
import pytest

from app.domain.engine_errors import PromptTooLong
from app.domain.generation import ChatPrompt, ContextPolicy, Limits, PartKind, RawPrompt, Span
from app.domain.message import Message, assistant, system, user
from app.engine.protocol import Generate, Render, Rendered
from tests.real.driver import GREEDY, Asked, Engine, question
from tests.real.test_generation import RIVER

FOREVER = "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"


def _render(engine: Engine, prompt: ChatPrompt, policy: ContextPolicy = ContextPolicy.ROLLING) -> Asked:
    return engine.ask(lambda number: Render(number, prompt, policy))


@pytest.mark.parametrize(
    ("template", "note"),
    [
        (FOREVER, "slow"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "broken"),
        (
            "{% set n = namespace(t='ab') %}{% for i in range(99) %}{% set n.t = n.t + n.t %}{% endfor %}{{ n.t }}",
            "broken",
        ),
        ("{{ 'a' * 10 ** 10 }}", "broken"),
        ("{% if", "broken"),
        ("a template that says nothing", "broken"),
        ("{{ messages.__class__.__mro__[1].__subclasses__() }}", "broken"),
    ],
    ids=["endless", "recursive", "doubling", "huge", "syntax", "silent", "curious"],
)
def test_a_hostile_template_never_stops_a_load(engine: Engine, starter_model: Path, template: str, note: str) -> None:
    model = engine.loaded(starter_model, chat_template=template)
    assert (model.template, model.template_note) == ("model", note)
    assert engine.text(question("Hello"), max_tokens=4).started.report.template == "model"


def test_a_template_that_hangs_later_is_replaced_and_leaves_no_process_spinning(
    engine: Engine, starter_model: Path
) -> None:
    late = "{% for m in messages %}{% if m.content != 'maru' %}" + FOREVER + "{% endif %}{{ m.content }}{% endfor %}"
    assert engine.loaded(starter_model, chat_template=late).template == "override"
    (helper,) = psutil.Process(engine.client.pid).children(recursive=True)
    asked = engine.text(question("Hello"), max_tokens=4)
    assert asked.started.report.template == "chatml"
    assert not helper.is_running()
    assert engine.text(question("Hello again"), max_tokens=4).started.report.template == "chatml"


def test_a_named_template_is_used(engine: Engine, starter_model: Path) -> None:
    assert engine.loaded(starter_model, chat_template="llama3").template == "llama3"
    rendered = _render(engine, question("Hello")).first(Rendered)
    assert "<|start_header_id|>user" in rendered.prompt.text


def _long_chat(turns: int) -> tuple[Message, ...]:
    turns_of = [(user(f"Question {n}: {RIVER}"), assistant(f"Answer {n}: {RIVER}")) for n in range(turns)]
    return (system("Be brief."), *(message for turn in turns_of for message in turn), user("The last question?"))


def test_a_chat_that_does_not_fit_leaves_out_what_the_policy_says(engine: Engine, starter_model: Path) -> None:
    engine.loaded(starter_model, context=512)
    chat = ChatPrompt(_long_chat(20))
    rolling = _render(engine, chat).first(Rendered)
    assert rolling.report.prompt_tokens < 512
    assert rolling.report.left_out == tuple(range(1, len(rolling.report.left_out) + 1))
    for said in ("Be brief.", "Answer 19", "The last question?"):
        assert said in rolling.prompt.text
    assert "Question 0:" not in rolling.prompt.text
    middle = _render(engine, chat, ContextPolicy.MIDDLE).first(Rendered)
    assert "Question 0:" in middle.prompt.text
    assert "Question 1:" not in middle.prompt.text
    assert isinstance(_render(engine, chat, ContextPolicy.STOP).error, PromptTooLong)


def test_a_question_that_does_not_fit_alone_is_refused(starter: Engine) -> None:
    error = starter.text(question("word " * 10_000)).error
    assert isinstance(error, PromptTooLong)
    assert error.tokens > error.context
    assert isinstance(starter.text("word " * 10_000).error, PromptTooLong)


def test_a_million_characters_hold_nobody_up(starter: Engine) -> None:
    streaming = starter.begin_text(RIVER, max_tokens=60)
    huge = starter.begin(lambda number: Generate(number, question("a" * 1_000_000), GREEDY, Limits(max_tokens=4)))
    assert isinstance(starter.wait(huge).error, PromptTooLong)
    assert starter.wait(streaming).finished.usage.completion_tokens == 60


def _told(rendered: Rendered, kind: PartKind) -> str:
    pairs = zip(rendered.prompt.pieces, rendered.prompt.kinds, strict=True)
    return "".join(piece for piece, one in pairs if one is kind)


def test_every_token_is_of_a_kind(starter: Engine) -> None:
    examples = (user("1 + 1?"), assistant("2"))
    prompt = ChatPrompt(
        (system("Be brief.\n"), *examples, user("Hi"), assistant("안녕하세요 🏞️"), user(" Why? ")), kept=2
    )
    rendered = _render(starter, prompt).first(Rendered)
    assert len(rendered.prompt.kinds) == rendered.report.prompt_tokens
    assert _told(rendered, PartKind.SYSTEM) == "Be brief.\n"
    assert _told(rendered, PartKind.EXAMPLE) == "1 + 1?2"
    assert _told(rendered, PartKind.HISTORY) == "Hi안녕하세요 🏞️"
    assert _told(rendered, PartKind.QUESTION) == " Why? "
    turn = "user\n\nassistant\n"
    assert _told(rendered, PartKind.FRAME) == f"system\n\n{turn}\n{turn}\n{turn}"
    assert set(_told(rendered, PartKind.CONTROL).split(">")) == {"<|im_start|", "<|im_end|", ""}


def test_the_kinds_of_what_was_left_in(engine: Engine, starter_model: Path) -> None:
    engine.loaded(starter_model, context=512)
    rendered = _render(engine, ChatPrompt(_long_chat(20))).first(Rendered)
    assert rendered.report.left_out
    assert _told(rendered, PartKind.SYSTEM) == "Be brief."
    assert _told(rendered, PartKind.QUESTION) == "The last question?"
    assert _told(rendered, PartKind.HISTORY).endswith(f"Answer 19: {RIVER}")
    begun = (*_long_chat(20), assistant("It "))
    continued = _render(engine, ChatPrompt(begun, prefill=True)).first(Rendered)
    assert _told(continued, PartKind.ANSWER) == "It "


def test_the_kinds_of_a_text_to_be_continued(engine: Engine, base_model: Path) -> None:
    engine.loaded(base_model)
    text = "Q: 1 + 1?\nA: 2\n\nQ: Why?\nA:"
    spans = (Span(PartKind.EXAMPLE, 0, 16), Span(PartKind.HISTORY, 400, 500))
    asked = engine.ask(lambda number: Render(number, RawPrompt(text, spans=spans)))
    rendered = asked.first(Rendered)
    assert _told(rendered, PartKind.EXAMPLE) == text[:16]
    assert _told(rendered, PartKind.QUESTION) == text[16:]
    assert _told(rendered, PartKind.CONTROL) == "<bos>"
