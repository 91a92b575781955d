"""Whatever people, examples and files spell, no control token comes of it: in any template, and in any vocabulary."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from app.domain.generation import ChatPrompt, InfillPrompt, PartKind, Prompt, RawPrompt, RenderedPrompt
from app.domain.message import assistant, system, user
from app.domain.templates.rendering import Template
from app.engine.protocol import Preview, Rendered
from tests.real.driver import Engine
from tests.real.packages import VOCABULARIES
from tests.real.test_rendering import REFUSED, sources

SPELLED = re.compile(r"<[|｜/]?[^<>{}\s]{1,40}>|\[/?[A-Z_]{3,}\]|<</?SYS>>")
_REASONING = re.compile("think|channel")
TEMPLATES = {
    "command-r": "CohereForAI-c4ai-command-r7b-12-2024-tool_use",
    "deepseek-llm": "llama-cpp-deepseek-r1",
    "gemma-4": "google-gemma-4-31B-it",
    "llama-bpe": "meta-llama-Llama-3.2-3B-Instruct",
    "llama-spm": "built-in llama2",
    "phi-3": "microsoft-Phi-3.5-mini-instruct",
    "qwen2": "Qwen-Qwen2.5-7B-Instruct",
    "qwen35": "Qwen3.5-4B",
}
"""Of the families; the other vocabularies get ChatML, of whose tokens they have none."""


@cache
def _spellings() -> tuple[str, ...]:
    """Of the control tokens that templates write, and of much that looks like one."""
    return tuple(sorted({"<s>", "</s>", *(one for source in sources().values() for one in SPELLED.findall(source))}))


def _hostile(*, reasons: bool = True) -> ChatPrompt:
    """In every place that there is, apart and together.

    Marks of reasoning are no control tokens in all vocabularies: then templates cut off what stands before them, as in
    answers of models, unless reasons is off.
    """
    said, answered = (
        _glued(_spellings()),
        _glued([one for one in _spellings() if reasons or not _REASONING.search(one)]),
    )
    example = (user(f"example {said}"), assistant(f"its answer {answered}"))
    history = (user(f"history {said}"), assistant(f"its answer {answered}"))
    return ChatPrompt((system(said), *example, *history, user(f"question {said}")), kept=2)


def _glued(spellings: Sequence[str]) -> str:
    return f"a {' '.join(spellings)} {''.join(spellings)} z"


def _control_of(template: Template, prompt: ChatPrompt) -> list[str]:
    """What a tokenizer would take for control tokens."""
    written = re.compile("|".join(map(re.escape, sorted(_spellings(), key=len, reverse=True))))
    pieces = template.split(template.render(prompt.messages))
    return [found for text, is_plain in pieces if not is_plain for found in written.findall(text)]


@pytest.mark.parametrize("name", [name for name in sources() if name not in REFUSED])
def test_no_template_makes_a_control_token_of_content(name: str) -> None:
    assert len(_spellings()) > 300
    template = Template(sources()[name], bos="<s>", eos="</s>", control=frozenset(_spellings()))
    hostile = _hostile()
    harmless = ChatPrompt(tuple(type(one)(one.role, user("harmless").parts) for one in hostile.messages), kept=2)
    assert _control_of(template, hostile) == _control_of(template, harmless)


def _preview(engine: Engine, path: Path, prompt: Prompt, template: str) -> RenderedPrompt:
    return engine.ask(lambda number: Preview(number, str(path), prompt, template)).first(Rendered).prompt


def _told(prompt: RenderedPrompt, kind: PartKind) -> str:
    return _bare("".join(piece for piece, one in zip(prompt.pieces, prompt.kinds, strict=True) if one is kind))


def _bare(text: str) -> str:
    """Without white space, which a token may join with what stands beside it, and how SentencePiece writes it."""
    return "".join(text.replace("▁", " ").split())


def _vocabularies() -> list[str]:
    names = [path.stem.removeprefix("ggml-vocab-") for path in sorted(VOCABULARIES.path().glob("*.gguf"))]
    return [name for name in names if "bert" not in name]  # encoders are given no prompts


@pytest.mark.parametrize("vocabulary", _vocabularies())
def test_no_vocabulary_reads_a_control_token_out_of_content(engine: Engine, vocabulary: str) -> None:
    path = VOCABULARIES.path() / f"ggml-vocab-{vocabulary}.gguf"
    template = sources()[TEMPLATES.get(vocabulary, "built-in chatml")]
    hostile = _hostile(reasons=False)
    prompt = _preview(engine, path, hostile, template)
    texts = [_bare(message.text) for message in hostile.messages]
    assert _told(prompt, PartKind.SYSTEM) == texts[0]
    assert _told(prompt, PartKind.EXAMPLE) == "".join(texts[1:3])
    assert _told(prompt, PartKind.HISTORY) == "".join(texts[3:5])
    assert _told(prompt, PartKind.QUESTION) == texts[5]
    raw = _preview(engine, path, RawPrompt(hostile.messages[0].text), template)
    assert _told(raw, PartKind.QUESTION) == texts[0]
    if vocabulary in {"deepseek-coder", "refact", "starcoder"}:
        gap = _preview(engine, path, InfillPrompt(hostile.messages[0].text, hostile.messages[1].text), template)
        assert _told(gap, PartKind.QUESTION) == texts[0] + texts[1]
