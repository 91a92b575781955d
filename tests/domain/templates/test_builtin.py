import pytest

from app.domain.engine_errors import TemplateFailed
from app.domain.message import assistant, system, user
from app.domain.templates.builtin import BUILTIN, Builtin, builtin, guess
from app.domain.templates.choice import Choice, choose
from app.domain.templates.rendering import Template

QUESTION = (user("Hi"),)
TALK = (system("Be brief."), user("Hi"), assistant("Hello"), user("Why?"))
QUESTIONED = {
    "chatml": "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n",
    "llama3": (
        "<s><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"
    ),
    "gemma": "<s><start_of_turn>user\nHi<end_of_turn>\n<start_of_turn>model\n",
    "phi3": "<|user|>\nHi<|end|>\n<|assistant|>\n",
    "mistral": "<s>[INST] Hi[/INST]",
    "llama2": "<s>[INST] Hi [/INST]",
    "zephyr": "<|user|>\nHi</s>\n<|assistant|>\n",
    "alpaca": "### Instruction:\nHi\n\n### Response:\n",
    "plain": "User: Hi\n\nAssistant:",
}
TALKED = {
    "chatml": (
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n"
        "Hello<|im_end|>\n<|im_start|>user\nWhy?<|im_end|>\n<|im_start|>assistant\n"
    ),
    "llama3": (
        "<s><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>"
        "<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
        "<|start_header_id|>assistant<|end_header_id|>\n\nHello<|eot_id|>"
        "<|start_header_id|>user<|end_header_id|>\n\nWhy?<|eot_id|>"
        "<|start_header_id|>assistant<|end_header_id|>\n\n"
    ),
    "gemma": (
        "<s><start_of_turn>user\nBe brief.\n\nHi<end_of_turn>\n<start_of_turn>model\nHello<end_of_turn>\n"
        "<start_of_turn>user\nWhy?<end_of_turn>\n<start_of_turn>model\n"
    ),
    "phi3": (
        "<|system|>\nBe brief.<|end|>\n<|user|>\nHi<|end|>\n<|assistant|>\nHello<|end|>\n<|user|>\nWhy?<|end|>\n"
        "<|assistant|>\n"
    ),
    "mistral": "<s>[INST] Be brief.\n\nHi[/INST] Hello</s>[INST] Why?[/INST]",
    "llama2": "<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHi [/INST] Hello </s><s>[INST] Why? [/INST]",
    "zephyr": (
        "<|system|>\nBe brief.</s>\n<|user|>\nHi</s>\n<|assistant|>\nHello</s>\n<|user|>\nWhy?</s>\n<|assistant|>\n"
    ),
    "alpaca": "Be brief.\n\n### Instruction:\nHi\n\n### Response:\nHello\n\n### Instruction:\nWhy?\n\n### Response:\n",
    "plain": "Be brief.\n\nUser: Hi\n\nAssistant: Hello\n\nUser: Why?\n\nAssistant:",
}


def make(source: str) -> Template:
    return Template(source, bos="<s>", eos="</s>", control=frozenset({"<|im_start|>", "<|im_end|>"}))


@pytest.mark.parametrize("one", BUILTIN, ids=lambda one: one.name)
def test_each_format_as_it_was_published(one: Builtin) -> None:
    template = make(one.source)
    assert (template.render(QUESTION), template.render(TALK)) == (QUESTIONED[one.name], TALKED[one.name])


@pytest.mark.parametrize("one", BUILTIN, ids=lambda one: one.name)
def test_each_can_continue_an_answer(one: Builtin) -> None:
    template = make(one.source)
    prompt = template.render([*TALK, assistant("Because ")], prefill=True)
    asked = template.render(TALK)
    assert prompt in {f"{asked}Because ", f"{asked} Because "}  # some formats part the answer by a space


@pytest.mark.parametrize("one", BUILTIN, ids=lambda one: one.name)
def test_a_long_history_keeps_its_beginning(one: Builtin) -> None:
    """What was evaluated for one turn is the beginning of the next: the prefix can be used again."""
    history = [message for i in range(50) for message in (user(f"question {i}"), assistant(f"answer {i}"))]
    template = make(one.source)
    before = template.render([system("Be brief."), *history, user("again")])
    after = template.render([system("Be brief."), *history, user("again"), assistant("yes"), user("more")])
    assert after.startswith(before)


@pytest.mark.parametrize(
    ("control", "name"),
    [
        ({"<s>", "<|im_start|>", "<|im_end|>"}, "chatml"),
        ({"<|start_header_id|>", "<|eot_id|>"}, "llama3"),
        ({"<bos>", "<start_of_turn>"}, "gemma"),
        ({"<|end|>", "<|user|>"}, "phi3"),
        ({"[INST]", "[/INST]"}, "mistral"),
        ({"<s>", "</s>"}, "plain"),
        (set(), "plain"),
    ],
)
def test_the_format_is_guessed_from_the_vocabulary(control: set[str], name: str) -> None:
    assert guess(control).name == name


# --- which template a model gets ---

GOOD, BROKEN = "{{ messages[0].content }}", "{% for"


def named(choice: Choice) -> tuple[str, str]:
    return choice.name, choice.note


def test_the_models_own_template_comes_first() -> None:
    choice = choose(GOOD, make=make)
    assert named(choice) == ("model", "")
    assert choice.template.source == GOOD


def test_the_person_has_the_last_word() -> None:
    assert named(choose(GOOD, override=GOOD + "!", make=make)) == ("override", "")
    assert named(choose("", override=GOOD, make=make)) == ("override", "")
    assert named(choose(GOOD, override="llama2", make=make)) == ("llama2", "")


def test_a_broken_override_falls_back_to_the_models_own_and_says_so() -> None:
    assert named(choose(GOOD, override=BROKEN, make=make)) == ("model", "broken")


def test_a_broken_template_is_replaced_by_the_one_its_tokens_speak_of() -> None:
    assert named(choose(BROKEN, make=make)) == ("chatml", "broken")


def test_a_model_without_a_template_talks_in_plain_text() -> None:
    choice = choose("", make=make)
    assert named(choice) == ("plain", "missing")
    assert choice.stop == builtin("plain").stop


def test_a_template_without_end_is_called_slow() -> None:
    def deadline(template: Template) -> None:
        if template.source == "endless":
            raise TimeoutError
        template.check()

    assert named(choose("endless", make=make, check=deadline)) == ("chatml", "slow")


def test_an_unknown_format_has_no_template() -> None:
    with pytest.raises(KeyError):
        builtin("nonsense")
    with pytest.raises(TemplateFailed):
        Template("nonsense").check()
