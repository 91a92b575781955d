"""A gap in a text is filled by models that were trained on it, from what stands before and after it."""

from pathlib import Path

import pytest

from app.domain.engine_errors import PromptTooLong
from app.domain.generation import ContextPolicy, InfillPrompt, Limits, PartKind, StopReason
from app.domain.preset_errors import NoInfill
from app.engine.protocol import Generate, Preview, Render, Rendered, Score, Scored
from tests.real import tiny_families
from tests.real.driver import GREEDY, Asked, Engine
from tests.real.packages import VOCABULARIES
from tests.real.tiny_families import STARCODER

GAP = InfillPrompt("def add(a, b):\n   ", "\n\nprint(add(1, 2))\n")
LONG = InfillPrompt("# above\n" * 2_000 + GAP.prefix, GAP.suffix + "# below\n" * 2_000)


@pytest.fixture
def coder(engine: Engine, tmp_path: Path) -> Engine:
    assert engine.loaded(tiny_families.write(tmp_path / "coder.gguf", STARCODER)).infill
    return engine


def _render(engine: Engine, prompt: InfillPrompt, policy: ContextPolicy = ContextPolicy.ROLLING) -> Asked:
    return engine.ask(lambda number: Render(number, prompt, policy))


def test_the_middle_is_written_and_ends_itself(coder: Engine) -> None:
    asked = coder.ask(lambda number: Generate(number, GAP, GREEDY, Limits(max_tokens=24)))
    assert asked.text() == " return a + b"
    assert asked.finished.samples[0].stop_reason is StopReason.END


def test_prefix_then_suffix_then_the_middle(coder: Engine) -> None:
    prompt = _render(coder, GAP).first(Rendered).prompt
    assert prompt.text == f"<fim_prefix>{GAP.prefix}<fim_suffix>{GAP.suffix}<fim_middle>"
    assert "".join(prompt.pieces) == prompt.text
    control = [piece for piece, kind in zip(prompt.pieces, prompt.kinds, strict=True) if kind is PartKind.CONTROL]
    assert control == ["<fim_prefix>", "<fim_suffix>", "<fim_middle>"]
    assert set(prompt.kinds) == {PartKind.CONTROL, PartKind.QUESTION}


def test_a_marker_that_is_spelled_in_the_text_is_text(coder: Engine) -> None:
    spelled = InfillPrompt("a = '<fim_suffix>'\n", "b = '<fim_middle><|endoftext|>'\n")
    prompt = _render(coder, spelled).first(Rendered).prompt
    assert sum(kind is PartKind.CONTROL for kind in prompt.kinds) == 3
    assert "".join(prompt.pieces) == prompt.text


def test_what_does_not_fit_is_left_out_far_from_the_gap(coder: Engine) -> None:
    rendered = _render(coder, LONG).first(Rendered)
    assert rendered.report.left_out == (0, 1)
    assert rendered.report.prompt_tokens < rendered.report.context
    prefix, _, suffix = rendered.prompt.text.removeprefix("<fim_prefix>").partition("<fim_suffix>")
    assert LONG.prefix.endswith(prefix)
    assert LONG.suffix.startswith(suffix.removesuffix("<fim_middle>"))
    assert len(suffix) < len(prefix) < len(suffix) * 4
    assert _render(coder, InfillPrompt(LONG.prefix, "")).first(Rendered).report.left_out == (0,)
    assert _render(coder, InfillPrompt("", LONG.suffix)).first(Rendered).report.left_out == (1,)
    assert isinstance(_render(coder, LONG, ContextPolicy.STOP).error, PromptTooLong)


def test_a_gap_between_nothing_and_nothing(coder: Engine) -> None:
    assert _render(coder, InfillPrompt("", "")).first(Rendered).prompt.text == "<fim_prefix><fim_suffix><fim_middle>"


def test_what_fills_a_gap_is_judged_too(coder: Engine) -> None:
    scored = coder.ask(lambda number: Score(number, GAP, " return a + b")).first(Scored)
    assert [token.alternatives[0].text for token in scored.tokens] == [" return", " a", " +", " b"]


def test_a_model_without_the_tokens_says_so(starter: Engine) -> None:
    for asked in (
        starter.ask(lambda number: Generate(number, GAP, GREEDY)),
        starter.ask(lambda number: Score(number, GAP, "x")),
        _render(starter, GAP),
    ):
        assert isinstance(asked.error, NoInfill)


@pytest.mark.parametrize(
    ("vocabulary", "marks"),
    [
        ("starcoder", ["<fim_prefix>", "<fim_suffix>", "<fim_middle>"]),
        ("refact", ["<fim_prefix>", "<fim_suffix>", "<fim_middle>"]),
        ("deepseek-coder", ["<｜begin▁of▁sentence｜>", "<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>"]),
    ],
)
def test_each_family_has_tokens_of_its_own(engine: Engine, vocabulary: str, marks: list[str]) -> None:
    path = VOCABULARIES.path() / f"ggml-vocab-{vocabulary}.gguf"
    prompt = engine.ask(lambda number: Preview(number, str(path), GAP, "chatml")).first(Rendered).prompt
    told = [piece for piece, kind in zip(prompt.pieces, prompt.kinds, strict=True) if kind is PartKind.CONTROL]
    assert told == marks
