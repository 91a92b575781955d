from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.engine_errors import EngineFault, PromptTooLong, Stopped, TemplateFailed
from app.domain.generation import (
    ChatPrompt,
    ContextPolicy,
    InfillPrompt,
    Limits,
    PartKind,
    PromptReport,
    RawPrompt,
    StopReason,
)
from app.domain.loading import LoadSettings
from app.domain.message import Message, assistant, system, user
from app.domain.model_errors import CannotQuantize, ModelMissing
from app.domain.preset_errors import NoInfill
from app.domain.reasoning import Splitter
from app.domain.sampling import Sampling
from app.engine.fake_answers import SAMPLES
from app.engine.protocol import (
    Devices,
    Embed,
    Embedded,
    Evaluated,
    Finished,
    FromEngine,
    Generate,
    ListDevices,
    Loaded,
    Loading,
    Plan,
    Planned,
    Preview,
    Quantize,
    Quantized,
    Quantizing,
    Render,
    Rendered,
    Save,
    Saved,
    Score,
    Scored,
    Started,
    ToEngine,
    Token,
    Tune,
    Tuned,
    Tuning,
)
from tests.engine.conftest import StartTalk, Talk


def generate(
    *messages: Message, samples: int = 1, prefill: bool = False, max_tokens: int = 0
) -> Callable[[int], Generate]:
    prompt = ChatPrompt(messages, prefill=prefill)
    return lambda number: Generate(number, prompt, Sampling(), limits=Limits(max_tokens), samples=samples)


def text(messages: list[FromEngine], *, sample: int = 0) -> str:
    return "".join(one.text for one in messages if isinstance(one, Token) and one.sample == sample)


def finished(messages: list[FromEngine]) -> Finished:
    assert isinstance(messages[-1], Finished)
    return messages[-1]


def report(messages: list[FromEngine]) -> PromptReport:
    assert isinstance(messages[0], Started)
    return messages[0].report


def test_loading_reports_its_progress(start: StartTalk) -> None:
    messages = start().load(context=1000)
    fractions = [message.fraction for message in messages if isinstance(message, Loading)]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert isinstance(messages[-1], Loaded)
    assert messages[-1].model.context == 1000


def test_a_missing_model(start: StartTalk) -> None:
    talk = start()
    for number in (
        talk.start(lambda number: Plan(number, "/models/missing.gguf", LoadSettings())),
        talk.start(lambda number: Plan(number, "/other/missing.gguf", LoadSettings())),
    ):
        assert isinstance(talk.failure(number), ModelMissing)


def test_nothing_is_answered_without_a_model(start: StartTalk) -> None:
    talk = start()
    assert isinstance(talk.failure(talk.start(generate(user("Hi")))), EngineFault)


def test_the_same_question_has_the_same_answer(talk: Talk) -> None:
    first, second = (text(talk.ask(generate(user("How are you?")))) for _ in range(2))
    assert first == second
    assert "How are you?" in first


def test_a_korean_question_has_a_korean_answer(talk: Talk) -> None:
    assert "하셨네요" in text(talk.ask(generate(user("오늘 어때요?"))))


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_for_screenshots(talk: Talk, name: str) -> None:
    assert text(talk.ask(generate(user(f"/sample {name}")))) == SAMPLES[name]


@pytest.mark.parametrize("question", ["/reason Why?", "/reason 왜요?"])
def test_reasoning_comes_in_its_marks(talk: Talk, question: str) -> None:
    splitter = Splitter()
    parts = [splitter.feed(one.text) for one in talk.ask(generate(user(question))) if isinstance(one, Token)]
    parts.append(splitter.finish())
    assert all("".join(part[kind] for part in parts) for kind in (0, 1))


def test_an_answer_ends_at_its_limit_and_is_continued(talk: Talk) -> None:
    whole = text(talk.ask(generate(user("Tell me more"))))
    cut = talk.ask(generate(user("Tell me more"), max_tokens=3))
    assert finished(cut).samples[0].stop_reason is StopReason.LENGTH
    assert finished(cut).usage.completion_tokens == 3
    rest = talk.ask(generate(user("Tell me more"), assistant(text(cut)), prefill=True))
    assert text(cut) + text(rest) == whole


def test_several_samples_share_a_prompt(talk: Talk) -> None:
    messages = talk.ask(generate(user("Hi"), samples=3))
    assert text(messages, sample=0) == text(messages, sample=2) != ""
    assert len(finished(messages).samples) == 3


def test_a_long_prompt_is_evaluated_in_steps(talk: Talk) -> None:
    messages = talk.ask(generate(user("word " * 2000)))
    steps = [(message.done, message.total) for message in messages if isinstance(message, Evaluated)]
    assert len(steps) > 3
    assert steps[-1] == (report(messages).prompt_tokens, report(messages).prompt_tokens)


def test_what_does_not_fit_is_left_out_or_refused(start: StartTalk) -> None:
    talk = start()
    talk.load(context=400)
    history = [one for i in range(30) for one in (user(f"question {i}"), assistant(f"answer {i}"))]
    messages = (system("Be brief."), *history, user("last"))
    kept = talk.ask(generate(*messages))
    assert 0 not in report(kept).left_out
    assert report(kept).left_out[:2] == (1, 2)
    stopped = talk.start(
        lambda number: Generate(number, ChatPrompt(messages), Sampling(), policy=ContextPolicy.STOP)
    )  # fmt: skip
    assert isinstance(talk.failure(stopped), PromptTooLong)
    assert isinstance(talk.failure(talk.start(generate(user("word " * 3000)))), PromptTooLong)
    raw = talk.start(lambda number: Generate(number, RawPrompt("word " * 3000), Sampling()))
    assert isinstance(talk.failure(raw), PromptTooLong)


def test_the_exact_prompt(talk: Talk) -> None:
    rendered = talk.ask(lambda number: Render(number, ChatPrompt((user("How are you?"),))))[-1]
    assert isinstance(rendered, Rendered)
    assert "".join(rendered.prompt.pieces) == rendered.prompt.text
    assert len(rendered.prompt.tokens) == rendered.report.prompt_tokens


def test_a_preview_draws_the_template_that_was_asked_for(start: StartTalk) -> None:
    fake = start()

    def preview(template: str) -> Callable[[int], Preview]:
        return lambda number: Preview(number, "/models/a.gguf", ChatPrompt((user("Hi"),)), template)

    shown = {name: fake.ask(preview(name))[-1] for name in ("", "gemma", "<{{ messages[0].content }}>")}
    texts = [one.prompt.text for one in shown.values() if isinstance(one, Rendered)]
    assert texts == [
        "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n",
        "<start_of_turn>user\nHi<end_of_turn>\n<start_of_turn>model\n",
        "<Hi>",
    ]
    assert isinstance(fake.failure(fake.start(preview("{% if %}"))), TemplateFailed)


def test_tuning_comes_to_an_end_or_is_stopped(talk: Talk) -> None:
    messages = talk.ask(lambda number: Tune(number, seconds=0.1))
    assert isinstance(messages[0], Tuning)
    assert isinstance(messages[-1], Tuned)
    assert messages[-1].rates.threads == 2
    number = talk.start(lambda number: Tune(number, seconds=600))
    talk.client.cancel(number)
    assert isinstance(talk.failure(number), Stopped)


def test_quantizing_writes_a_file_or_nothing(start: StartTalk, tmp_path: Path) -> None:
    fake = start()

    def quantize(source: str, target: str, kind: str = "Q4_K_M") -> Callable[[int], ToEngine]:
        return lambda number: Quantize(number, source, str(tmp_path / target), kind)

    messages = fake.ask(quantize("/models/a.gguf", "a.gguf"))
    assert isinstance(messages[-2], Quantizing)
    assert isinstance(messages[-1], Quantized)
    assert messages[-1].size_bytes == (tmp_path / "a.gguf").stat().st_size
    assert isinstance(fake.failure(fake.start(quantize("/models/a.gguf", "b.gguf", "Q99"))), CannotQuantize)
    number = fake.start(quantize("/models/slow.gguf", "c.gguf"))
    fake.owner.until(lambda: fake.heard[number])
    fake.client.cancel(number)
    assert isinstance(fake.failure(number), Stopped)
    assert [path.name for path in tmp_path.glob("*.gguf")] == ["a.gguf"]


def test_layers_go_to_the_gpu_that_a_name_pretends(start: StartTalk) -> None:
    fake = start()
    plain, gpu = fake.load()[-1], fake.load("/models/gpu.gguf")
    assert isinstance(plain, Loaded)
    assert (plain.model.gpu_layers, [device.kind for device in plain.model.devices]) == (0, ["cpu"])
    assert isinstance(gpu[-1], Loaded)
    assert (gpu[-1].model.gpu_layers, [device.kind for device in gpu[-1].model.devices]) == (31, ["cpu", "gpu"])
    assert {message.gpu_layers for message in gpu if isinstance(message, Loading)} == {31}


def test_vectors_have_length_one_and_differ(talk: Talk) -> None:
    embedded = talk.ask(lambda number: Embed(number, ("one", "two", "one")))[-1]
    assert isinstance(embedded, Embedded)
    one, two, again = embedded.vectors
    assert one == again != two
    assert sum(value * value for value in one) == pytest.approx(1)


def test_the_smaller_requests(talk: Talk) -> None:
    assert isinstance(talk.ask(lambda number: Plan(number, "/models/a.gguf", LoadSettings()))[-1], Planned)
    assert isinstance(talk.ask(ListDevices)[-1], Devices)
    assert isinstance(talk.ask(Save)[-1], Saved)


def test_each_token_of_the_prompt_is_of_one_kind(talk: Talk) -> None:
    said = (system("Be brief."), user("1+1?"), assistant("2"), user("Hi"), assistant("Hello"), user("2+2?"))
    rendered = talk.ask(lambda number: Render(number, ChatPrompt(said, kept=2)))[-1]
    assert isinstance(rendered, Rendered)
    prompt = rendered.prompt
    assert len(prompt.kinds) == len(prompt.tokens)
    pairs = list(zip(prompt.pieces, prompt.kinds, strict=True))
    told = {kind: "".join(piece for piece, one in pairs if one is kind) for kind in PartKind}
    assert told[PartKind.SYSTEM] == "Be brief."
    assert told[PartKind.EXAMPLE] == "1+1?2"
    assert told[PartKind.HISTORY] == "HiHello"
    assert told[PartKind.QUESTION] == "2+2?"
    assert told[PartKind.CONTROL] == "<|im_start|><|im_end|>" * 6 + "<|im_start|>"


def test_probabilities_are_invented_but_possible(talk: Talk) -> None:
    text = "The river runs past the mill and on to the sea, as it did when I was six years old. " * 3
    scored = talk.ask(lambda number: Score(number, RawPrompt("Once"), text, alternatives=5))[-1]
    assert isinstance(scored, Scored)
    assert "".join(token.text for token in scored.tokens) == text
    firsts = 0
    for token in scored.tokens:
        chances = [choice.probability for choice in token.alternatives]
        assert len(chances) == 5
        assert chances == sorted(chances, reverse=True)
        named = [choice for choice in token.alternatives if choice.id == token.id]
        assert sum(chances) + (0 if named else token.probability) <= 1
        assert all(choice.probability == token.probability for choice in named)
        firsts += token.alternatives[0].id == token.id
    assert len(scored.tokens) / 2 < firsts < len(scored.tokens)
    choices = [choice for token in scored.tokens for choice in token.alternatives]
    assert {choice.text for choice in choices if choice.is_control} == {"<|im_end|>"}
    assert {choice.text for choice in choices if choice.raw} == {"\ufffd"}
    again = talk.ask(lambda number: Score(number, RawPrompt("Once"), text))[-1]
    assert isinstance(again, Scored)
    assert again.tokens == scored.tokens


def test_judging_a_long_text_says_how_far_it_has_come(talk: Talk) -> None:
    said = talk.ask(lambda number: Score(number, RawPrompt("word " * 1_000), "more " * 1_000))
    told = [message.done for message in said if isinstance(message, Evaluated)]
    assert told == list(range(0, 2_000, 512))
    assert isinstance(said[-1], Scored)


def test_gaps_are_filled_by_models_whose_name_says_so(start: StartTalk) -> None:
    fake = start()
    gap = InfillPrompt("def add(a, b):\n", "\nprint(add(1, 2))")
    plain = fake.load()[-1]
    assert isinstance(plain, Loaded)
    assert not plain.model.infill
    assert isinstance(fake.failure(fake.start(lambda number: Generate(number, gap, Sampling()))), NoInfill)
    code = fake.load("/models/tiny-code.gguf")[-1]
    assert isinstance(code, Loaded)
    assert code.model.infill
    assert text(fake.ask(lambda number: Generate(number, gap, Sampling())))
