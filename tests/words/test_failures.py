import pytest

from app.domain.engine_errors import EngineDied, OutOfMemory
from app.domain.errors import NotFound
from app.domain.fault import Fault, from_fault
from app.domain.model_errors import CannotQuantize, ModelCutShort, NotAlone, NotAModel
from app.words.failures import sentence
from app.words.remedies import ELSEWISE, Remedy, label


def test_facts_are_said_as_people_read_them() -> None:
    error = ModelCutShort("/models/big.gguf", expected_bytes=4_100_000_000, actual_bytes=98_000_000)
    assert sentence(error).text == ("“big.gguf” is cut short: 98 MB of 4.1 GB are there. Download or copy it again.")


def test_braces_in_a_name_are_only_a_name() -> None:
    assert "{weird}" in sentence(NotAModel("/models/{weird}.gguf")).text
    assert "{0.__class__}" in sentence(NotFound("chat", "{0.__class__}", "{near}")).text


@pytest.mark.parametrize("during", ["loading", "evaluating", "generating", "idle"])
def test_a_death_says_what_it_interrupted_and_offers_another_try(during: str) -> None:
    said = sentence(EngineDied(exit_code=-11, signal="SIGSEGV", during=during))
    assert "SIG" not in said.text  # the log and the details have it
    assert said.remedy_id == Remedy.RETRY


def test_a_killed_engine_has_perhaps_run_out_of_memory() -> None:
    assert "memory" in sentence(EngineDied(exit_code=-9, signal="SIGKILL", during="loading")).text


def test_memory_is_named_where_it_is_known() -> None:
    assert "8.0 GB" in sentence(OutOfMemory("Vulkan0", 8_000_000_000, 4_000_000_000)).text
    assert "smaller" in sentence(OutOfMemory()).text


def test_each_kind_of_memory_has_its_remedy() -> None:
    assert sentence(OutOfMemory("Vulkan0", 8_000_000_000, 4_000_000_000)).remedy_id == Remedy.FEWER_LAYERS
    assert sentence(OutOfMemory("Vulkan0")).remedy_id == Remedy.FEWER_LAYERS
    assert sentence(OutOfMemory("CPU", 8_000_000_000, 4_000_000_000)).remedy_id == Remedy.SMALLER_CONTEXT


def test_a_size_that_is_not_known_is_not_said() -> None:
    assert "0 B" not in sentence(ModelCutShort("/models/big.gguf", expected_bytes=0, actual_bytes=2)).text


@pytest.mark.parametrize("kind", ["adapter", "projector", "part", "of the future"])
def test_a_file_that_is_no_model_of_its_own_is_told_apart(kind: str) -> None:
    said = sentence(NotAlone("/models/x.gguf", kind))
    assert "x.gguf" in said.text
    assert said.remedy_id == Remedy.CHOOSE_MODEL


@pytest.mark.parametrize("why", ["quantized", "same_file", "type", ""])
def test_a_copy_that_is_not_made_says_why(why: str) -> None:
    assert sentence(CannotQuantize("/models/x.gguf", why, "Q4_1")).text


@pytest.mark.parametrize("remedy", ELSEWISE)
def test_what_stands_in_for_a_remedy_can_always_be_done(remedy: Remedy) -> None:
    assert ELSEWISE[remedy] is Remedy.SHOW_FILE


def test_what_was_meant_is_offered() -> None:
    assert sentence(NotFound("model", "gema", "Gemma\nGemma-2")).text.endswith("Did you mean “Gemma”, “Gemma-2”?")


def test_of_a_thousand_names_that_were_meant_some_are_offered() -> None:
    text = sentence(NotFound("model", "g", "\n".join(f"Gemma-{number}" for number in range(1000)))).text
    assert "“Gemma-19” …" in text
    assert "Gemma-20" not in text


def test_a_fault_of_another_version_is_said_too() -> None:
    assert sentence(from_fault(Fault("FromTheFuture", {"what": 1}))).text


def test_every_remedy_has_a_label() -> None:
    assert [remedy for remedy in Remedy if not label(remedy)] == [Remedy.NONE]
