from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.engine_errors import TemplateFailed
from app.domain.message import Message, Role, assistant, system, user
from app.domain.templates.control_text import unmarked
from app.domain.templates.rendering import Template

CHATML = (
    "{%- for message in messages %}\n"
    "{{- '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}\n"
    "{%- endfor %}\n"
    "{%- if add_generation_prompt %}\n"
    "{{- '<|im_start|>assistant\\n' }}\n"
    "{%- endif %}"
)
NO_SYSTEM = (
    "{{ bos_token }}"
    "{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}"
    "{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}"
    "<{{ message['role'] }}>{{ message['content'] | trim }}</>{% endfor %}"
)
DEAF = (
    "{% for m in messages %}{% if m.role == 'user' %}[{{ m.content }}]"
    "{% elif m.role == 'assistant' %}({{ m.content }}){% endif %}{% endfor %}"
)
TALK = (system("Be brief."), user("Hi"), assistant("Hello"), user("Why?"))


def rendered(source: str, messages: Sequence[Message], *, prefill: bool = False) -> str:
    return Template(source, bos="<s>", eos="</s>").render(messages, prefill=prefill)


# --- the dialect of transformers ---


def test_messages_become_the_prompt() -> None:
    assert rendered(CHATML, TALK) == (
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n"
        "<|im_start|>assistant\nHello<|im_end|>\n<|im_start|>user\nWhy?<|im_end|>\n<|im_start|>assistant\n"
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ messages[0] | tojson }}", '{"role": "user", "content": "<안녕>"}'),
        ("{{ messages[0].content | tojson(indent=2) }}", '"<안녕>"'),
        ("{% for i in [1, 2] %}{{ messages[0].content }}{% if i %}{% break %}{% endif %}{% endfor %}", "<안녕>"),
        ("{% generation %}{{ messages[0].content }}{% endgeneration %}", "<안녕>"),
        ("{{ messages[0].content }}{{ strftime_now('%d %b %Y') }}", "<안녕>05 Nov 2026"),
        ("{{ messages[0].content }}{{ tools is none }}{{ enable_thinking is defined }}", "<안녕>TrueFalse"),
        ("{{ messages[0].content ~ 1 ~ none ~ '!' }}", "<안녕>1None!"),
        ("{% if true %}\n  {{ messages[0].content }}\n  {% endif %}\nend", "  <안녕>\nend"),
    ],
    ids=["tojson", "indent", "break", "generation", "date", "variables", "concatenation", "white space"],
)  # fmt: skip
def test_the_dialect(source: str, expected: str) -> None:
    template = Template(source, now=lambda: datetime(2026, 11, 5, tzinfo=UTC))
    assert template.render([user("<안녕>")]) == expected


def test_reasoning_is_offered_apart_and_only_where_there_is_any() -> None:
    source = (
        "{% for m in messages %}{{ m.content }}"
        "{% if m.reasoning_content is string %}<think>{{ m.reasoning_content }}</think>{% endif %}{% endfor %}"
    )
    assert rendered(source, [user("q"), assistant("a", reasoning="hm"), user("r")]) == "qa<think>hm</think>r"


# --- templates that do not take what was said ---


def test_a_refused_system_prompt_goes_into_the_first_question() -> None:
    expected = "<s><user>Be brief.\n\nHi</><assistant>Hello</><user>Why?</>"
    assert rendered(NO_SYSTEM, TALK) == expected


def test_a_system_prompt_dropped_in_silence_goes_there_too() -> None:
    assert rendered(DEAF, TALK) == "[Be brief.\n\nHi](Hello)[Why?]"


def test_neighbours_are_merged_only_where_the_template_insists() -> None:
    messages = [user("one"), user("two"), assistant("a")]
    assert rendered(NO_SYSTEM, messages) == "<s><user>one\n\ntwo</><assistant>a</>"
    assert "one<|im_end|>\n<|im_start|>user\ntwo" in rendered(CHATML, messages)


def test_a_system_prompt_alone_is_asked_as_a_question() -> None:
    assert rendered(NO_SYSTEM, [system("Say hi.")]) == "<s><user>Say hi.</>"


def test_content_in_parts_for_templates_that_loop_over_them() -> None:
    source = (
        "{% for m in messages %}{{ m.role }}: {% for part in m.content | selectattr('type', 'equalto', 'text') %}"
        "{{ part.text }}{% endfor %};{% endfor %}"
    )
    assert rendered(source, [user("Hi"), assistant("Hello")]) == "user: Hi;assistant: Hello;"


def test_a_template_that_changes_the_question_is_still_believed() -> None:
    assert rendered("{% for m in messages %}{{ m.content | upper }}{% endfor %}", [user("hi")]) == "HI"


# --- an answer that is to be continued ---


@pytest.mark.parametrize("answer", ["It is", "It is ", "", " ", "a\n\n"])
def test_a_prefilled_answer_stays_open_to_the_last_space(answer: str) -> None:
    prompt = rendered(CHATML, [user("Why?"), assistant(answer)], prefill=True)
    assert prompt == f"<|im_start|>user\nWhy?<|im_end|>\n<|im_start|>assistant\n{answer}"


def test_a_prefilled_answer_in_a_template_that_trims() -> None:
    assert rendered(NO_SYSTEM, [*TALK, assistant("It is ")], prefill=True).endswith("<user>Why?</><assistant>It is ")


def test_nothing_to_continue_is_simply_answered() -> None:
    assert rendered(CHATML, [], prefill=True) == "<|im_start|>assistant\n"


def test_a_template_that_leaves_the_answer_out_cannot_continue_it() -> None:
    with pytest.raises(TemplateFailed, match="continued"):
        rendered("{% for m in messages if m.role == 'user' %}{{ m.content }}{% endfor %}", TALK[1:3], prefill=True)


# --- broken and hostile ones ---


@pytest.mark.parametrize(
    "source",
    [
        "{% for",
        "{{ nothing.at.all }}",
        "{{ raise_exception('never') }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ messages.__init__.__globals__ }}",
        "{{ raise_exception.__globals__.json }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ self.__init__.__globals__ }}",
        "{{ '{0.__class__}'.format(messages) }}{{ raise_exception.__code__.co_names }}",
        "{% set _ = messages.append(1) %}",
        "{% set _ = messages[0].update(role='x') %}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}",
        "{{ 'a' * 99999999999 }}",
        "{{ 9 ** 999999999 }}",
        "{{ [1] * 99999999999 }}",
        "{{ range(99999999999) | list }}",
        "{% set n = namespace(x='aaaa') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
        "{% set n = namespace(x='aaaa') %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
        "{% for i in range(99999) %}{{ 'a' * 9999 }}{% endfor %}",
        "{{ " + "(" * 5000 + ")" * 5000 + " }}",
        "{% if 1 %}" * 500 + "{% endif %}" * 500,
    ],
)
def test_whatever_a_template_does_is_one_kind_of_failure(source: str) -> None:
    with pytest.raises(TemplateFailed):
        rendered(source, [user("hi")])


@given(
    st.lists(st.sampled_from(["{{", "}}", "{%", "%}", "for ", "in ", "if ", "messages", "endfor", "x", "|", "'", "~"]))
)
def test_so_is_nonsense(pieces: list[str]) -> None:
    with suppress(TemplateFailed):
        rendered("".join(pieces), [user("hi")])


@pytest.mark.parametrize("source", ["", "a fixed text", "{{ nothing }}"])
def test_a_template_without_the_question_does_not_pass_its_check(source: str) -> None:
    with pytest.raises(TemplateFailed):
        Template(source).check()


def test_a_template_passes_its_check() -> None:
    Template(CHATML).check()
    Template(NO_SYSTEM).check()


# --- control tokens ---

CONTROL = frozenset({"<|im_start|>", "<|im_end|>", "</s>"})
MESSAGES = st.lists(
    st.builds(
        lambda role, text: Message(role, user(text).parts),
        st.sampled_from(Role),
        st.lists(st.sampled_from([*"<|>im_ \n", "start|>", "end|>", "<|im_end|>", "<|im_start|>"])).map("".join),
    ),
    min_size=1,
    max_size=4,
)


@given(MESSAGES)
def test_what_people_write_never_becomes_a_control_token(messages: list[Message]) -> None:
    template = Template(CHATML, control=CONTROL)
    special = [text for text, is_plain in template.split(template.render(messages)) if not is_plain]
    found = sum(text.count("<|im_start|>") for text in special), sum(text.count("<|im_end|>") for text in special)
    assert found == (len(messages) + 1, len(messages))


@given(MESSAGES)
def test_without_control_tokens_the_rendering_is_untouched(messages: list[Message]) -> None:
    said = Template(CHATML).render(messages)
    assert unmarked(Template(CHATML, control=CONTROL).render(messages)) == said
    assert Template(CHATML).split(said) == ((said, False),)
