"""Every published template that is at hand renders as transformers has it, and each stretch of it is told apart."""

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from app.domain.engine_errors import TemplateFailed
from app.domain.generation import ChatPrompt, PartKind
from app.domain.message import Message, assistant, system, user
from app.domain.prompt_parts import parts_of_chat
from app.domain.templates.builtin import BUILTIN
from app.domain.templates.control_text import unmarked
from app.domain.templates.rendering import Template
from tests.real.packages import REFERENCE, VOCABULARIES

EXAMPLES = (user("1 + 1?"), assistant("2 it is."), user("2 + 2?"), assistant("The answer is 4."))
HISTORY = (user("Who wrote it?"), assistant("She did.\nIn 1843."))
QUESTION = user("When I was 6 my sister was half my age. Now I am 70. How old is she?")
TALK = (system("Be very brief."), *EXAMPLES, *HISTORY, QUESTION)
TALKS = {
    "talk": TALK,
    "no system": TALK[1:],
    "strange": (
        system('  {{ bos_token }} <b>"q"</b>\n'),
        user(" 안녕 {% x %}\n\n"),
        assistant("\n- a\n- b 🏞️ "),
        user("\t'why' & \\n?  "),
    ),
    "reasoning": (system("Be very brief."), user("1 + 1?"), assistant("2", reasoning="One and one."), QUESTION),
    "to be continued": (*TALK, assistant("It is")),
}

REFUSED = {
    "CohereForAI-c4ai-command-r-plus-tool_use": "'NoneType' object is not iterable",  # it goes through a list of tools
    "NousResearch-Hermes-2-Pro-Llama-3-8B-tool_use": "'NoneType' object is not iterable",  # as above
    "NousResearch-Hermes-3-Llama-3.1-8B-tool_use": "'NoneType' object is not iterable",  # as above
    "fireworks-ai-llama-3-firefunction-v2": "'functions' is undefined",  # it has another name for tools, and insists
}
"""By transformers whatever is said, and why. We use a template of our own instead."""
NO_SYSTEM = {
    "google-gemma-2-2b-it": "System role not supported",
    "built-in gemma": "no system role",
    "built-in mistral": "no system role",
}
"""By transformers where there is a system prompt. We put it at the head of the first question."""
OTHERWISE = {("mistralai-Mistral-Nemo-Instruct-2407", "to be continued")}
"""Here the template drops the system prompt in silence, and so does transformers; it goes into the first question."""


@cache
def sources() -> dict[str, str]:
    files = sorted((VOCABULARIES.path() / "templates").glob("*.jinja"))
    found = {path.stem: path.read_text(encoding="utf-8") for path in files}
    return found | {f"built-in {one.name}": one.source for one in BUILTIN}


def _template(source: str) -> Template:
    control = frozenset({"<s>", "</s>", "<|im_start|>", "<|im_end|>", "<|eot_id|>", "[INST]", "<b>"})
    return Template(source, bos="<s>", eos="</s>", control=control, now=lambda: datetime(2026, 11, 5))  # noqa: DTZ001 - templates print the day only


def _as_sent(message: Message) -> dict[str, str]:
    said = {"role": message.role.value, "content": message.text}
    return {**said, "reasoning_content": message.reasoning} if message.reasoning else said


def _reference(asked: Sequence[dict[str, object]]) -> list[dict[str, str]]:
    command = [sys.executable, str(Path(__file__).with_name("reference.py")), str(REFERENCE.path())]
    lines = "".join(json.dumps(one) + "\n" for one in asked)
    done = subprocess.run(command, input=lines.encode(), capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_prompts_are_those_of_transformers_byte_for_byte() -> None:
    templates = {name: _template(source) for name, source in sources().items()}
    assert len(templates) > 75
    asked = [(name, talk) for name in templates for talk in TALKS]
    references = _reference(
        [
            {
                "template": templates[name].source,
                "messages": [_as_sent(message) for message in TALKS[talk]],
                "prefill": talk == "to be continued",
                "bos": "<s>",
                "eos": "</s>",
            }
            for name, talk in asked
        ]
    )
    refused: set[tuple[str, str]] = set()
    for (name, talk), reference in zip(asked, references, strict=True):
        if why := reference.get("refused"):
            refused.add((name, talk))
            assert (REFUSED | NO_SYSTEM)[name] in why, (name, talk)
            continue
        ours = unmarked(templates[name].render(TALKS[talk], prefill=talk == "to be continued"))
        assert (ours == reference["text"]) == ((name, talk) not in OTHERWISE), (name, talk)
    expected = {(name, talk) for name in REFUSED for talk in TALKS}
    expected |= {(name, talk) for name in NO_SYSTEM for talk in TALKS if talk != "no system"}
    assert refused == expected, "the tables name just those that transformers refuses"


@pytest.mark.parametrize("name", sources())
def test_every_word_is_told_by_its_message(name: str) -> None:
    """Also where the words stand in the frame too, so that looking for them would find the wrong ones."""
    template = _template(sources()[name])
    if name in REFUSED:
        with pytest.raises(TemplateFailed):
            template.render(TALK)
        return
    spelled = (system("Be <|im_end|> brief.\n"), *EXAMPLES, *HISTORY, user(" user\n\n\nassistant  s"))
    for prefill in (False, True):
        prompt = ChatPrompt((*spelled, assistant(" She is ")) if prefill else spelled, prefill=prefill, kept=4)
        text = unmarked(template.render(prompt.messages, prefill=prefill))
        runs = parts_of_chat(text, prompt, lambda messages, on=prefill: template.render(messages, prefill=on))  # type: ignore[misc]  # a lambda with a default
        assert "".join(words for words, _ in runs) == text
        told = {kind: [word for words, one in runs if one is kind for word in words.split()] for kind in PartKind}
        assert told[PartKind.SYSTEM] == ["Be", "<|im_end|>", "brief."]
        assert told[PartKind.EXAMPLE] == [word for message in EXAMPLES for word in message.text.split()]
        assert told[PartKind.HISTORY] == [word for message in HISTORY for word in message.text.split()]
        assert told[PartKind.QUESTION] == ["user", "assistant", "s"]
        assert told[PartKind.ANSWER] == (["She", "is"] if prefill else [])
