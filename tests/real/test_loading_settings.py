"""Every setting of a load reaches llama.cpp: each is seen by its effect."""

from pathlib import Path

import psutil
import pytest

from app.domain.engine_errors import LoadRefused, TemplateFailed
from app.domain.generation import ChatPrompt
from app.domain.loading import Adapter, LoadedModel
from app.domain.message import assistant, system, user
from app.domain.templates.builtin import BUILTIN
from app.engine.protocol import Preview, Render, Rendered
from tests.real import tiny
from tests.real.driver import Engine, question
from tests.real.test_generation import RIVER

MIB = 1024**2
OWN_ROPE = 100_000.0  # SmolLM2's own base
MURMURING = "{% for message in messages %}<<{{ message.role }}>> {{ message.content | lower }}\n{% endfor %}<<answer>>"


def memory(model: LoadedModel) -> tuple[int, int]:
    """Of the sequences, and of computing."""
    (cpu,) = model.memory
    return cpu.kv_bytes, cpu.compute_bytes


def test_smaller_cache_types_take_less_memory(engine: Engine, starter_model: Path) -> None:
    full = memory(engine.loaded(starter_model, context=2048))[0]
    keys = memory(engine.loaded(starter_model, context=2048, cache_type_k="q8_0"))[0]
    both = memory(engine.loaded(starter_model, context=2048, cache_type_k="q8_0", cache_type_v="q8_0"))[0]
    wide = memory(engine.loaded(starter_model, context=2048, cache_type_k="f32", cache_type_v="f32"))[0]
    assert (keys / full, both / full, wide / full) == pytest.approx((0.766, 0.531, 2.0), abs=0.01)
    assert memory(engine.loaded(starter_model, context=2048, cache_type_k="bf16", cache_type_v="bf16"))[0] == full
    assert engine.text(RIVER).text()


def test_a_type_that_is_none_is_refused(engine: Engine, starter_model: Path) -> None:
    for asked in (engine.load(starter_model, cache_type_k="f8"), engine.load(starter_model, flash_attention="f8")):
        assert isinstance(asked.error, LoadRefused)
        assert "f8" in asked.error.detail


def test_a_larger_micro_batch_takes_more_memory(engine: Engine, starter_model: Path) -> None:
    small = memory(engine.loaded(starter_model, batch=512, micro_batch=64))[1]
    large = memory(engine.loaded(starter_model, batch=512, micro_batch=512))[1]
    assert large > 3 * small
    assert memory(engine.loaded(starter_model, batch=64, micro_batch=512))[1] == small


def test_flash_attention_is_what_was_asked_for(engine: Engine, starter_model: Path) -> None:
    engine.loaded(starter_model, flash_attention="on")
    engine.loaded(starter_model, flash_attention="off")
    said = [line for line in engine.log.read_text().splitlines() if "flash_attn            =" in line]
    assert [line.split()[-1] for line in said] == ["enabled", "disabled"]


def test_the_file_is_mapped_or_read_and_locked(engine: Engine, starter_model: Path) -> None:
    def weights(*, mmap: bool = True, mlock: bool = False) -> str:
        start = len(engine.log.read_text())
        engine.loaded(starter_model, mmap=mmap, mlock=mlock)
        return engine.log.read_text()[start:]

    assert "CPU_Mapped model buffer" in weights(mmap=True)
    assert "CPU_Mapped model buffer" not in weights(mmap=False)
    locked = weights(mlock=True)  # a system may forbid it; then llama.cpp says so
    assert "mlock" in locked or "CPU_Mapped model buffer" in locked


def test_rope_changes_what_is_said(engine: Engine, starter_model: Path) -> None:
    engine.loaded(starter_model)
    plain = engine.text(RIVER).text()
    engine.loaded(starter_model, rope_frequency_base=OWN_ROPE, rope_frequency_scale=1.0)
    assert engine.text(RIVER).text() == plain
    engine.loaded(starter_model, rope_frequency_base=500.0)
    assert engine.text(RIVER).text() != plain
    engine.loaded(starter_model, rope_frequency_scale=0.05)
    assert engine.text(RIVER).text() != plain


def test_threads_that_were_chosen_are_used(engine: Engine, starter_model: Path) -> None:
    def working(threads: int) -> int:
        assert engine.loaded(starter_model, threads=threads).threads == threads
        engine.text(RIVER, max_tokens=2)
        return psutil.Process(engine.client.pid).num_threads()

    alone = working(1)
    assert working(3) >= alone + 2


def test_an_adapter_of_no_strength_changes_nothing(engine: Engine, starter_model: Path, tmp_path: Path) -> None:
    path = tiny.lora(tmp_path / "adapter.gguf", width=576, layers=30, strength=0.4)
    engine.loaded(starter_model)
    plain = engine.text(RIVER).text()
    engine.loaded(starter_model, adapters=(Adapter(str(path), scale=0.0),))
    assert engine.text(RIVER).text() == plain
    engine.loaded(starter_model, adapters=(Adapter(str(path), scale=1.0), Adapter(str(path), scale=-1.0)))
    assert engine.text(RIVER).text() == plain
    engine.loaded(starter_model, adapters=(Adapter(str(path), scale=1.0),))
    assert engine.text(RIVER).text() != plain


# --- the template ---


def rendered(engine: Engine, prompt: ChatPrompt) -> Rendered:
    return engine.ask(lambda number: Render(number, prompt)).first(Rendered)


def preview(engine: Engine, model: Path, prompt: ChatPrompt, template: str) -> Rendered:
    return engine.ask(lambda number: Preview(number, str(model), prompt, template)).first(Rendered)


def test_a_template_of_the_persons_own_makes_the_prompt(engine: Engine, starter_model: Path) -> None:
    model = engine.loaded(starter_model, chat_template=MURMURING)
    assert (model.template, model.template_note) == ("override", "")
    assert rendered(engine, question("Quietly")).prompt.text == "<<user>> quietly\n<<answer>>"
    assert engine.text(question("Quietly")).started.report.template == "override"


@pytest.mark.parametrize("name", [one.name for one in BUILTIN])
def test_a_preview_is_what_the_model_gets_once_it_is_loaded(starter_model: Path, engine: Engine, name: str) -> None:
    prompt = ChatPrompt((system("Be brief."), user("Hi"), assistant("Hello"), user("<|im_end|> 안녕 👩‍👧")))
    before = preview(engine, starter_model, prompt, name)
    engine.loaded(starter_model, chat_template=name)
    after = rendered(engine, prompt)
    assert before.prompt == after.prompt
    assert before.report.template == after.report.template == name
    assert "".join(before.prompt.pieces) == before.prompt.text


def test_a_preview_needs_no_weights_and_leaves_the_loaded_model_alone(
    engine: Engine, starter_model: Path, base_model: Path
) -> None:
    engine.loaded(starter_model)
    start = len(engine.log.read_text())
    shown = preview(engine, base_model, question("Quietly"), MURMURING)
    assert shown.prompt.text.endswith("<<user>> quietly\n<<answer>>")
    assert "buffer size" not in engine.log.read_text()[start:]
    assert rendered(engine, question("Quietly")).report.template == "model"


def test_a_preview_without_an_override_shows_the_models_own(engine: Engine, starter_model: Path) -> None:
    shown = preview(engine, starter_model, question("Hi"), "")
    engine.loaded(starter_model)
    assert shown.prompt == rendered(engine, question("Hi")).prompt


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{% for message in messages %}", "endfor"),
        ("{{ raise_exception('only on Sundays') }}", "only on Sundays"),
        ("Hello.", "leaves the question out"),
        ("{% for i in range(10**9) %}{% for j in range(10**9) %}{% endfor %}{% endfor %}", ""),
    ],
)
def test_a_preview_says_what_is_wrong_with_a_template(
    engine: Engine, starter_model: Path, template: str, why: str
) -> None:
    error = engine.ask(lambda number: Preview(number, str(starter_model), question("Hi"), template)).error
    assert isinstance(error, TemplateFailed)
    assert why in error.detail
    assert error.detail
