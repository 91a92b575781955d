"""From a preset and what was said to what the engine is asked: pure, and every character of it has a kind.

Examples are real turns of a chat, or lines of Q: and A: (Brown et al. 2020); reasoning is shown by worked examples (Wei
et al. 2022) or asked for in words (Kojima et al. 2022).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from app.domain.answers.rules import extract
from app.domain.filling import PLACE, fill, variables
from app.domain.generation import ChatPrompt, Limits, PartKind, RawPrompt, Span
from app.domain.message import Message, Role, Text, assistant, system, user
from app.domain.preset import Example, ExampleForm, Preset, PresetKind, ReasoningStyle, RuleKind
from app.domain.sampling import Sampling
from app.domain.structured.output import limits_of
from app.domain.task import Task

__all__ = ["as_example", "compose", "fill", "opening", "variables", "worded"]

Run = tuple[str, PartKind]
"""Text of one kind."""
Said = tuple[Role, str, PartKind]

_ANSWER = "{{answer}}"
_STEPS = {"en": "Let's think step by step.", "ko": "단계별로 차근차근 생각해 봅시다."}
_LABELS = {"en": {Role.USER: "Q:", Role.ASSISTANT: "A:"}, "ko": {Role.USER: "질문:", Role.ASSISTANT: "답:"}}


def opening(preset: Preset) -> tuple[Message, ...]:
    """What stands before a chat: the system prompt and, where they are turns, the active examples."""
    return (*((system(preset.system),) if preset.system else ()), *_turns(preset))


def compose(
    preset: Preset,
    said: Sequence[Message],
    *,
    prefill: bool = False,
    sampling: Sampling | None = None,
    limits: Limits | None = None,
) -> Task:
    """What the engine is asked. said ends with the filled question; with prefill the begun answer stands after it.

    What differs from the usual in sampling and limits goes before what the preset says. Raises RequestError.
    """
    said = [message for message in said if message.text]
    given = replace(limits_of(preset.output, limits or Limits()), begun=said[-1].text if prefill else "")
    prompt, stop = (
        _raw(preset, said, prefill=prefill) if _is_raw(preset) else (_chat(preset, said, prefill=prefill), ())
    )
    return Task(
        prompt=prompt,
        sampling=_sampling(preset, sampling or Sampling()),
        limits=replace(
            given,
            max_tokens=given.max_tokens or preset.max_tokens,
            stop=tuple(dict.fromkeys((*given.stop, *preset.stop, *stop))),
        ),
        samples=preset.self_consistency.samples,
        rule=preset.rule,
        checklist=preset.checklist,
        language=_language(preset),
    )


def worded(example: Example, preset: Preset) -> str:
    """The example's answer as the model should write one; without a final answer its text stands as it is."""
    if not example.answer:
        return example.reasoning
    answer = preset.rule.phrase.replace(_ANSWER, example.answer)
    if preset.reasoning is ReasoningStyle.NONE or not example.reasoning:
        return answer
    return example.reasoning + ("\n" if "\n" in example.reasoning else " ") + answer


def as_example(question: str, answer: str, preset: Preset) -> Example:
    """A turn of a chat as an example: what leads to the final answer is its reasoning, all of it where none is found.

    Raises PatternTooSlow.
    """
    text = answer.strip()
    before, _, after = preset.rule.phrase.partition(_ANSWER)
    at = text.rfind(before) if before and text.endswith(after) else -1
    if at >= 0 and (final := text[at + len(before) : len(text) - len(after)].strip()):
        return Example(question, final, text[:at].strip())
    stated = extract(preset.rule, text) if preset.rule.kind is not RuleKind.JSON_PATH else None
    if stated is None:
        return Example(question, "", text) if before or after else Example(question, text)
    sentences = re.match(r".*(?:[.!?]\s|\n)", text[: stated.start], re.DOTALL)
    return Example(question, stated.answer, sentences[0].strip() if sentences else "")


def _is_raw(preset: Preset) -> bool:
    return preset.kind is PresetKind.COMPLETION


def _language(preset: Preset) -> str:
    """One that the program has words in for the model."""
    return "ko" if preset.language.lower().startswith("ko") else "en"


def _sampling(preset: Preset, given: Sampling) -> Sampling:
    """Raises SettingOutOfRange."""
    usual = Sampling()
    chosen = dict(preset.sampling)
    if preset.self_consistency.samples > 1:
        chosen["temperature"] = preset.self_consistency.temperature
    left = {
        name: type(getattr(usual, name))(value)
        for name, value in chosen.items()
        if getattr(given, name) == getattr(usual, name)
    }
    return replace(given, **left)


# --- a chat --------------------------------------------------------------------------------------------------------


def _turns(preset: Preset) -> tuple[Message, ...]:
    if _is_raw(preset) or preset.example_form is not ExampleForm.TURNS:
        return ()
    pairs = ((user(one.question), assistant(worded(one, preset))) for one in preset.active_examples)
    return tuple(_stepped(message, preset) for pair in pairs for message in pair)


def _chat(preset: Preset, said: Sequence[Message], *, prefill: bool) -> ChatPrompt:
    messages = [*opening(preset), *(_stepped(message, preset) for message in said)]
    spans: tuple[Span, ...] = ()
    asked = [index for index, message in enumerate(messages) if message.role is Role.USER]
    if preset.example_form is ExampleForm.TEXT and preset.active_examples and asked:
        label = _LABELS[_language(preset)]
        examples = "".join(text for text, _ in _lines(_examples(preset), label, gap="\n\n")) + "\n\n"
        at = asked[-1]
        before, after = Text(f"{examples}{label[Role.USER]} "), Text(f"\n{label[Role.ASSISTANT]}")
        messages[at] = replace(messages[at], parts=(before, *messages[at].parts, after))
        rest = messages[at].text[len(examples) :]
        spans = _spans([(examples, PartKind.EXAMPLE), (rest, PartKind.QUESTION)], message=at)
    return ChatPrompt(tuple(messages), prefill=prefill, kept=len(_turns(preset)), spans=spans)


def _stepped(message: Message, preset: Preset) -> Message:
    """A question that asks for steps, where the preset does."""
    if preset.reasoning is not ReasoningStyle.STEP_BY_STEP or message.role is not Role.USER:
        return message
    return replace(message, parts=(*message.parts, Text(f"\n\n{_STEPS[_language(preset)]}")))


# --- a text to be continued ----------------------------------------------------------------------------------------


def _raw(preset: Preset, said: Sequence[Message], *, prefill: bool) -> tuple[RawPrompt, tuple[str, ...]]:
    """What a base model continues, and what ends its answer so that it does not ask itself the next question."""
    begun = said[-1].text if prefill else ""
    talk = [*_examples(preset), *_history(said[:-1] if prefill else said)]
    steps = _STEPS[_language(preset)] if preset.reasoning is ReasoningStyle.STEP_BY_STEP else ""
    label, gap, stop = _form(preset, talk, is_alone=len(talk) == 1 and not steps)
    runs = _lines(talk, label, gap=gap)
    if label:
        runs.append((f"\n{label[Role.ASSISTANT]}", PartKind.QUESTION))
    for text, kind in (steps, PartKind.QUESTION), (begun, PartKind.ANSWER):
        if text:
            runs.append((_apart(runs) + text, kind))
    if preset.system:
        runs.insert(0, (f"{preset.system}\n\n", PartKind.SYSTEM))
    return RawPrompt("".join(text for text, _ in runs), spans=_spans(runs)), stop


def _form(preset: Preset, talk: Sequence[Said], *, is_alone: bool) -> tuple[dict[Role, str], str, tuple[str, ...]]:
    """The labels of the lines, what stands between two pairs, and what ends an answer."""
    if is_alone:
        return {}, "", ()
    if PLACE.fullmatch(preset.template.strip()):
        label = _LABELS[_language(preset)]
        return label, "\n\n", (f"\n{label[Role.USER]}",)
    gap = "\n\n" if any("\n" in text for _, text, _ in talk) else "\n"
    return {}, gap, (gap,)


def _examples(preset: Preset) -> list[Said]:
    pairs = ((one.question, worded(one, preset)) for one in preset.active_examples)
    return [
        (role, text, PartKind.EXAMPLE)
        for pair in pairs
        for role, text in zip((Role.USER, Role.ASSISTANT), pair, strict=True)
    ]


def _history(said: Sequence[Message]) -> list[Said]:
    """The last of it is the question."""
    kinds = [*[PartKind.HISTORY] * (len(said) - 1), PartKind.QUESTION]
    return [(message.role, message.text, kind) for message, kind in zip(said, kinds, strict=True)]


def _lines(talk: Sequence[Said], label: Mapping[Role, str], *, gap: str) -> list[Run]:
    runs: list[Run] = []
    before: Role | None = None
    for role, text, kind in talk:
        joint = gap if runs else ""
        if before is Role.USER and role is Role.ASSISTANT:
            joint = "\n" if label else _apart(runs)
        runs.append((joint + (f"{label[role]} " if label else "") + text, kind))
        before = role
    return runs


def _apart(runs: Sequence[Run]) -> str:
    """What keeps the next word from the last one."""
    return "" if not runs or runs[-1][0][-1:].isspace() else " "


def _spans(runs: Sequence[Run], *, message: int = 0) -> tuple[Span, ...]:
    places = pairwise(accumulate((len(text) for text, _ in runs), initial=0))
    return tuple(Span(kind, start, end, message) for (start, end), (_, kind) in zip(places, runs, strict=True))
