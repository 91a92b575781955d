"""Each family reads its own vocabulary, answers in its own template, and ends where it ends; base models go on."""

import re
from pathlib import Path

import pytest

from app.domain.generation import ChatPrompt, Prompt, RawPrompt, RenderedPrompt, StopReason
from app.domain.loading import ModelKind
from app.domain.message import assistant, system, user
from app.engine.protocol import Render, Rendered
from tests.real import tiny_families
from tests.real.driver import Engine
from tests.real.packages import VOCABULARIES
from tests.real.tiny_families import BLOOM, GEMMA, GPT_2, LLAMA3, PHI3, QWEN2, Family

TALK = ChatPrompt((system("Be brief."), user("Hi"), assistant("Hello."), user("Who are you?")))
CONTROL = re.compile(r"<\|?\w+\|?>")

LLAMA3_SAYS = """\
<|begin_of_text|><|start_header_id|>system<|end_header_id|>

Cutting Knowledge Date: December 2023
Today Date: (today)

Be brief.<|eot_id|><|start_header_id|>user<|end_header_id|>

Hi<|eot_id|><|start_header_id|>assistant<|end_header_id|>

Hello.<|eot_id|><|start_header_id|>user<|end_header_id|>

Who are you?<|eot_id|><|start_header_id|>assistant<|end_header_id|>

"""
GEMMA_SAYS = """\
<bos><start_of_turn>user
Be brief.

Hi<end_of_turn>
<start_of_turn>model
Hello.<end_of_turn>
<start_of_turn>user
Who are you?<end_of_turn>
<start_of_turn>model
"""
PHI3_SAYS = """\
<|system|>
Be brief.<|end|>
<|user|>
Hi<|end|>
<|assistant|>
Hello.<|end|>
<|user|>
Who are you?<|end|>
<|assistant|>
"""
QWEN2_SAYS = """\
<|im_start|>system
Be brief.<|im_end|>
<|im_start|>user
Hi<|im_end|>
<|im_start|>assistant
Hello.<|im_end|>
<|im_start|>user
Who are you?<|im_end|>
<|im_start|>assistant
"""


def _render(engine: Engine, prompt: Prompt) -> RenderedPrompt:
    return engine.ask(lambda number: Render(number, prompt)).first(Rendered).prompt


@pytest.mark.parametrize(
    ("family", "prompt"),
    [(LLAMA3, LLAMA3_SAYS), (GEMMA, GEMMA_SAYS), (PHI3, PHI3_SAYS), (QWEN2, QWEN2_SAYS)],
    ids=["llama3", "gemma", "phi3", "qwen2"],
)
def test_a_chat_family_answers_in_its_own_template(engine: Engine, tmp_path: Path, family: Family, prompt: str) -> None:
    model = engine.loaded(tiny_families.write(tmp_path / "model.gguf", family))
    assert (model.architecture, model.kind) == (family.architecture, ModelKind.CHAT)
    assert (model.template, model.template_note) == ("model", "")
    rendered = _render(engine, TALK)
    assert re.sub(r"Date: \d\d \w{3} \d{4}", "Date: (today)", rendered.text) == prompt
    control = CONTROL.findall(prompt)
    assert [piece for piece in rendered.pieces if piece in control] == control  # each is one token
    answer = engine.text(TALK)
    assert answer.text() == "Hello friend!"  # also where SentencePiece writes a blank with each word
    assert answer.finished.samples[0].stop_reason is StopReason.END


@pytest.mark.parametrize("family", [GPT_2, BLOOM], ids=["gpt2", "bloom"])
def test_a_base_family_goes_on(engine: Engine, tmp_path: Path, family: Family) -> None:
    model = engine.loaded(tiny_families.write(tmp_path / "model.gguf", family))
    assert (model.architecture, model.kind, model.template_note) == (family.architecture, ModelKind.BASE, "missing")
    whole = engine.text("In spring the river")
    assert whole.text() == " rises in the hills."
    assert whole.finished.samples[0].stop_reason is StopReason.END
    cut = engine.text("In spring the river", max_tokens=2)
    assert cut.text() == " rises in"
    assert cut.finished.samples[0].stop_reason is StopReason.LENGTH


def test_the_gemma_base_model_goes_on(engine: Engine, base_model: Path) -> None:
    model = engine.loaded(base_model)
    assert (model.architecture, model.kind) == ("gemma3", ModelKind.BASE)
    assert " Thursday, Friday" in engine.text("Monday, Tuesday, Wednesday,").text()


@pytest.mark.parametrize("family", [LLAMA3, PHI3, QWEN2, GPT_2], ids=["llama3", "phi3", "qwen2", "gpt2"])
def test_text_becomes_the_tokens_that_the_family_was_trained_on(engine: Engine, tmp_path: Path, family: Family) -> None:
    """llama.cpp keeps, beside each vocabulary, texts in many scripts with the tokens of the family's own tokenizer."""
    engine.loaded(tiny_families.write(tmp_path / "model.gguf", family))
    file = VOCABULARIES.path() / family.vocabulary
    texts = file.with_name(f"{file.name}.inp").read_text(encoding="utf-8").split("\n__ggml_vocab_test__\n")
    lines = file.with_name(f"{file.name}.out").read_text(encoding="utf-8").split("\n")
    assert len(texts) > 40
    for text, line in zip(texts, lines, strict=True):
        tokens, expected = _render(engine, RawPrompt(text)).tokens, tuple(map(int, line.split()))
        more = len(tokens) - len(expected)
        assert more in {0, 1}, text  # some begin with a token of their own
        assert tokens[more:] == expected, text
