from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.compose import as_example, compose, opening, worded
from app.domain.engine_errors import SettingOutOfRange
from app.domain.generation import ChatPrompt, InfillPrompt, Limits, PartKind, RawPrompt
from app.domain.message import Message, Role, assistant, system, user
from app.domain.preset import (
    AnswerRule,
    Example,
    ExampleForm,
    Preset,
    PresetKind,
    ReasoningStyle,
    RuleKind,
    SelfConsistency,
)
from app.domain.sampling import Sampling
from app.domain.task import Task

ADDED = Example("2 and 3?", "5", reasoning="2 + 3 = 5.")
TAKEN = Example("9 less 4?", "5", reasoning="9 - 4 = 5.")
SUMS = Preset(
    "Sums",
    system="Be exact.",
    examples=(ADDED, TAKEN),
    reasoning=ReasoningStyle.WORKED_EXAMPLES,
    rule=AnswerRule(RuleKind.PATTERN, pattern=r"answer is (?P<answer>\d+)", phrase="The answer is {{answer}}."),
)
BASE = replace(SUMS, kind=PresetKind.COMPLETION, system="")


def chat_of(task: Task) -> ChatPrompt:
    assert isinstance(task.prompt, ChatPrompt)
    return task.prompt


def raw_of(task: Task) -> RawPrompt:
    assert isinstance(task.prompt, RawPrompt)
    return task.prompt


# --- a chat --------------------------------------------------------------------------------------------------------


def test_a_preset_that_says_nothing_is_a_plain_chat() -> None:
    said = (user("hi"), assistant("Hello.", reasoning="They greet."), user("bye"))
    sampling, limits = Sampling(temperature=0.1, seed=3), Limits(max_tokens=5, stop=("x",))
    task = compose(Preset("", system="Be kind."), said, sampling=sampling, limits=limits)
    assert task == Task(ChatPrompt((system("Be kind."), *said)), sampling, limits)
    assert compose(Preset(""), said).prompt == ChatPrompt(said)


def test_examples_are_turns_that_are_kept() -> None:
    prompt = chat_of(compose(SUMS, [user("1 and 1?")]))
    assert prompt.messages == (
        system("Be exact."),
        user("2 and 3?"),
        assistant("2 + 3 = 5. The answer is 5."),
        user("9 less 4?"),
        assistant("9 - 4 = 5. The answer is 5."),
        user("1 and 1?"),
    )
    assert prompt.kept == 4
    assert opening(SUMS) == prompt.messages[:5]


def test_an_example_that_is_off_or_unfinished_is_not_sent() -> None:
    examples = (replace(ADDED, enabled=False), Example("", "5"), Example("1?", ""), TAKEN)
    assert chat_of(compose(replace(SUMS, examples=examples), [user("?")])).kept == 2


def test_without_reasoning_only_answers_are_shown() -> None:
    plain = replace(SUMS, reasoning=ReasoningStyle.NONE)
    assert worded(ADDED, plain) == "The answer is 5."
    assert worded(replace(ADDED, reasoning="2 + 3\n= 5"), SUMS) == "2 + 3\n= 5\nThe answer is 5."


@pytest.mark.parametrize(("language", "words"), [("en", "step by step"), ("ko", "단계별로"), ("ko-KR", "단계별로")])
def test_steps_are_asked_for_in_the_language_of_the_preset(language: str, words: str) -> None:
    asked = replace(SUMS, language=language, reasoning=ReasoningStyle.STEP_BY_STEP)
    questions = [one for one in chat_of(compose(asked, [user("?")])).messages if one.role is Role.USER]
    assert all(words in question.text for question in questions)  # what was asked before reads as it did then
    assert all(question.text.startswith(("2", "9", "?\n\n")) for question in questions)


def test_examples_as_text_stand_in_the_last_question() -> None:
    asked = replace(SUMS, example_form=ExampleForm.TEXT)
    prompt = chat_of(compose(asked, [user("first"), assistant("fine"), user("1 and 1?")]))
    assert [message.text for message in prompt.messages[:3]] == ["Be exact.", "first", "fine"]
    text = prompt.messages[3].text
    assert text.startswith("Q: 2 and 3?\nA: 2 + 3 = 5. The answer is 5.\n\nQ: 9 less 4?")
    assert text.endswith("\n\nQ: 1 and 1?\nA:")
    example, question = prompt.spans
    assert (example.kind, example.message, question.kind) == (PartKind.EXAMPLE, 3, PartKind.QUESTION)
    assert text[question.start : question.end] == "Q: 1 and 1?\nA:"
    assert prompt.kept == 0


def test_a_begun_answer_stays_the_last_message() -> None:
    task = compose(SUMS, [user("1 and 1?"), assistant("1 + 1")], prefill=True)
    assert task.limits.begun == "1 + 1"
    prompt = chat_of(task)
    assert prompt.prefill
    assert prompt.messages[-1] == assistant("1 + 1")


# --- a text to be continued ----------------------------------------------------------------------------------------


def test_a_text_alone_is_continued_as_it_is() -> None:
    bare = Preset("", kind=PresetKind.COMPLETION)
    task = compose(bare, [user("The sky is ")])
    assert raw_of(task).text == "The sky is "
    assert task.limits.stop == ()


def test_a_base_model_gets_lines_and_asks_itself_nothing() -> None:
    task = compose(replace(BASE, system="Sums."), [user("8?"), assistant("8."), user("1 and 1?")])
    assert raw_of(task).text == (
        "Sums.\n\n"
        "Q: 2 and 3?\nA: 2 + 3 = 5. The answer is 5.\n\n"
        "Q: 9 less 4?\nA: 9 - 4 = 5. The answer is 5.\n\n"
        "Q: 8?\nA: 8.\n\n"
        "Q: 1 and 1?\nA:"
    )
    assert task.limits.stop == ("\nQ:",)
    kinds = [span.kind for span in raw_of(task).spans]
    assert kinds == [
        PartKind.SYSTEM,
        *[PartKind.EXAMPLE] * 4,
        *[PartKind.HISTORY] * 2,
        *[PartKind.QUESTION] * 2,
    ]


def test_the_lines_are_korean_where_the_preset_is() -> None:
    task = compose(replace(BASE, language="ko", examples=(Example("하나 더하기 하나", "2"),)), [user("둘 더하기 둘")])
    assert raw_of(task).text.endswith("\n\n질문: 둘 더하기 둘\n답:")
    assert task.limits.stop == ("\n질문:",)


def test_a_template_with_words_makes_lines_of_its_own() -> None:
    pattern = Preset(
        "",
        kind=PresetKind.COMPLETION,
        template="{{text}} →",
        examples=(Example("sea →", "바다"), Example("sky →", "하늘")),
    )
    task = compose(pattern, [user("moon →")])
    assert raw_of(task).text == "sea → 바다\nsky → 하늘\nmoon →"
    assert task.limits.stop == ("\n",)
    longer = replace(pattern, examples=(Example("sea\n→", "바다"),))
    assert raw_of(compose(longer, [user("moon\n→")])).text == "sea\n→ 바다\n\nmoon\n→"


def test_steps_begin_the_answer_of_a_base_model() -> None:
    asked = replace(BASE, examples=(), reasoning=ReasoningStyle.STEP_BY_STEP)
    assert raw_of(compose(asked, [user("1?")])).text == "Q: 1?\nA: Let's think step by step."


def test_a_begun_answer_stands_behind_its_line() -> None:
    prompt = raw_of(compose(BASE, [user("1 and 1?"), assistant("1 + 1 =")], prefill=True))
    assert prompt.text.endswith("Q: 1 and 1?\nA: 1 + 1 =")
    last = prompt.spans[-1]
    assert (last.kind, prompt.text[last.start : last.end]) == (PartKind.ANSWER, " 1 + 1 =")


# --- how it is answered --------------------------------------------------------------------------------------------


def test_the_preset_says_how_it_is_sampled() -> None:
    asked = replace(
        BASE,
        sampling={"temperature": 0.2, "top_k": 7.0},
        max_tokens=64,
        stop=("END",),
        self_consistency=SelfConsistency(5, 0.9),
        checklist=("units",),
        language="ko",
    )
    task = compose(asked, [user("?")], sampling=Sampling(seed=4), limits=Limits(stop=("END", "X")))
    assert task.sampling == Sampling(seed=4, temperature=0.9, top_k=7)
    assert isinstance(task.sampling.top_k, int)  # JSON and TOML know no difference
    assert task.limits == Limits(max_tokens=64, stop=("END", "X", "\n질문:"))
    assert (task.samples, task.checklist, task.language, task.rule) == (5, ("units",), "ko", asked.rule)


def test_what_a_person_asks_for_goes_before_what_the_preset_says() -> None:
    asked = replace(SUMS, sampling={"temperature": 0.2}, max_tokens=64)
    task = compose(asked, [user("?")], sampling=Sampling(temperature=0), limits=Limits(max_tokens=8))
    assert (task.sampling.temperature, task.limits.max_tokens) == (0, 8)


def test_a_sampling_out_of_range_is_refused() -> None:
    with pytest.raises(SettingOutOfRange):
        compose(Preset("", sampling={"temperature": 99}), [user("?")])


# --- an answer as an example ---------------------------------------------------------------------------------------


def test_an_answer_is_split_where_the_preset_would_put_it_together() -> None:
    for example in (ADDED, replace(ADDED, reasoning=""), replace(ADDED, reasoning="One.\nTwo.")):
        assert as_example(example.question, worded(example, SUMS) + "\n", SUMS) == example


def test_an_answer_in_other_words_is_found_by_the_rule() -> None:
    assert as_example("?", "Add them. So the answer is 5, I think", SUMS) == Example("?", "5", "Add them.")
    assert as_example("?", "the answer is 5", SUMS) == Example("?", "5")


@pytest.mark.parametrize("reasoning", ReasoningStyle)
def test_an_answer_without_a_final_one_stands_as_it_is(reasoning: ReasoningStyle) -> None:
    preset = replace(SUMS, reasoning=reasoning)
    example = as_example("?", "Sister is 70. You're now 22.\n", preset)
    assert worded(example, preset) == "Sister is 70. You're now 22."
    assert replace(preset, examples=(example,)).active_examples == (example,)


def test_a_phrase_that_begins_with_the_answer_is_left_to_the_rule() -> None:
    rule = AnswerRule(RuleKind.PATTERN, pattern=r"(\d+)입니다", phrase="{{answer}}입니다.")
    assert as_example("?", "세어 봅시다. 답은 67입니다.", replace(SUMS, rule=rule)) == Example(
        "?", "67", "세어 봅시다."
    )


def test_without_a_rule_all_of_it_is_the_answer() -> None:
    assert as_example("Hi", " Hello. \n", Preset("")) == Example("Hi", "Hello.")
    by_path = Preset("", rule=AnswerRule(RuleKind.JSON_PATH, path="$.a"))
    assert as_example("Hi", '{"a": 1}', by_path) == Example("Hi", '{"a": 1}')


# --- whatever is said ----------------------------------------------------------------------------------------------

WORDS = st.text(alphabet=st.sampled_from("aQ:A \n{}text→가\\"), min_size=1, max_size=12)
EXAMPLES = st.lists(st.builds(Example, WORDS, WORDS, st.just("") | WORDS, enabled=st.booleans()), max_size=3)
PRESETS = st.builds(
    Preset,
    name=st.just("x"),
    language=st.sampled_from(["en", "ko"]),
    kind=st.sampled_from(PresetKind),
    system=st.just("") | WORDS,
    template=st.sampled_from(["{{text}}", "{{text}} →", "Of {{text}}:\n{{more}}"]),
    examples=EXAMPLES.map(tuple),
    example_form=st.sampled_from(ExampleForm),
    reasoning=st.sampled_from(ReasoningStyle),
    rule=st.sampled_from([AnswerRule(), AnswerRule(phrase="So: {{answer}}.")]),
)
HISTORY = st.lists(WORDS, min_size=0, max_size=2).map(
    lambda texts: [message for text in texts for message in (user(text), assistant(text))]
)


@given(PRESETS, HISTORY, WORDS, st.just("") | WORDS)
def test_every_character_has_one_kind(preset: Preset, before: list[Message], question: str, begun: str) -> None:
    said = [*before, user(question), *([assistant(begun)] if begun else [])]
    prompt = compose(preset, said, prefill=bool(begun)).prompt
    assert not isinstance(prompt, InfillPrompt)
    texts = {0: prompt.text} if isinstance(prompt, RawPrompt) else {}
    if isinstance(prompt, ChatPrompt):
        texts = {span.message: prompt.messages[span.message].text for span in prompt.spans}
    for message, text in texts.items():
        spans = [span for span in prompt.spans if span.message == message]
        assert (spans[0].start, spans[-1].end) == (0, len(text))
        assert all(one.end == two.start for one, two in pairwise(spans))


@given(PRESETS, HISTORY, WORDS)
def test_what_was_written_arrives_as_it_was_written(preset: Preset, before: list[Message], question: str) -> None:
    prompt = compose(preset, [*before, user(question)]).prompt
    assert not isinstance(prompt, InfillPrompt)
    whole = prompt.text if isinstance(prompt, RawPrompt) else "\0".join(one.text for one in prompt.messages)
    at = 0
    for example in preset.active_examples:
        for text in (example.question, worded(example, preset)):
            at = whole.index(text, at) + len(text)
    assert question in whole[at:]
    assert preset.system in whole
