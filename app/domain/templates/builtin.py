"""Chat templates of our own, for models whose file has none or a broken one. Written from the published formats."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Builtin:
    """A format by name.

    token is the control token by which a vocabulary shows that it was trained on this format; stop are texts that end
    an answer where no control token does.
    """

    name: str
    source: str
    token: str = ""
    stop: tuple[str, ...] = ()


def _turns(turn: str, opening: str, *, before: str = "") -> str:
    """Each message as `turn`, then `opening` for the answer; the last answer of a prefilled prompt stays open."""
    return (
        f"{before}{{% for message in messages %}}{turn}{{% endfor %}}"
        f"{{% if add_generation_prompt %}}{opening}{{% endif %}}"
    )


_ONLY_TURNS = (
    "{% if message.role == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
    "{% if (message.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('no turns') }}{% endif %}"
)

BUILTIN = (
    Builtin(
        "chatml",
        _turns("<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n", "<|im_start|>assistant\n"),
        token="<|im_start|>",
    ),
    Builtin(
        "llama3",
        _turns(
            "<|start_header_id|>{{ message.role }}<|end_header_id|>\n\n{{ message.content | trim }}<|eot_id|>",
            "<|start_header_id|>assistant<|end_header_id|>\n\n",
            before="{{ bos_token }}",
        ),
        token="<|start_header_id|>",
    ),
    Builtin(
        "gemma",
        _turns(
            _ONLY_TURNS + "<start_of_turn>{{ 'model' if message.role == 'assistant' else 'user' }}\n"
            "{{ message.content | trim }}<end_of_turn>\n",
            "<start_of_turn>model\n",
            before="{{ bos_token }}",
        ),
        token="<start_of_turn>",
    ),
    Builtin(
        "phi3",
        _turns("<|{{ message.role }}|>\n{{ message.content }}<|end|>\n", "<|assistant|>\n"),
        token="<|end|>",
    ),
    Builtin(
        "mistral",
        _turns(
            _ONLY_TURNS + "{% if message.role == 'user' %}[INST] {{ message.content | trim }}[/INST]"
            "{% else %} {{ message.content | trim }}{{ eos_token }}{% endif %}",
            "",
            before="{{ bos_token }}",
        ),
        token="[INST]",
    ),
    Builtin(
        "llama2",
        "{% if messages[0].role == 'system' %}"
        "{% set system = '<<SYS>>\\n' ~ messages[0].content ~ '\\n<</SYS>>\\n\\n' %}{% set messages = messages[1:] %}"
        "{% else %}{% set system = '' %}{% endif %}"
        "{% for message in messages %}" + _ONLY_TURNS + "{% if message.role == 'user' %}"
        "{{ bos_token }}[INST] {{ (system if loop.first else '') ~ message.content | trim }} [/INST]"
        "{% else %} {{ message.content | trim }} {{ eos_token }}{% endif %}{% endfor %}",
    ),
    Builtin(
        "zephyr",
        _turns("<|{{ message.role }}|>\n{{ message.content }}{{ eos_token }}\n", "<|assistant|>\n"),
    ),
    Builtin(
        "alpaca",
        _turns(
            "{% if message.role == 'user' %}### Instruction:\n{% elif message.role == 'assistant' %}### Response:\n"
            "{% endif %}{{ message.content | trim }}\n\n",
            "### Response:\n",
        ),
        stop=("### Instruction:",),
    ),
    Builtin(
        "plain",
        _turns(
            "{% if message.role == 'user' %}User: {% elif message.role == 'assistant' %}Assistant: {% endif %}"
            "{{ message.content | trim }}\n\n",
            "Assistant:",
        ),
        stop=("\nUser:",),
    ),
)


def builtin(name: str) -> Builtin:
    """Raises KeyError."""
    return {one.name: one for one in BUILTIN}[name]


def guess(control: Collection[str]) -> Builtin:
    """The format that a vocabulary's control tokens speak of; plain text where they speak of none."""
    return next((one for one in BUILTIN if one.token and one.token in control), builtin("plain"))
