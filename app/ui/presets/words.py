"""What the page of presets says of the values of a preset."""

from app.domain.preset import (
    AnswerType,
    ExampleForm,
    OutputKind,
    PresetKind,
    ReasoningStyle,
    RuleKind,
    VariableType,
)
from app.words.catalog import _


def kind_words(kind: PresetKind) -> str:
    return {
        PresetKind.CHAT: _("for a chat"),
        PresetKind.COMPLETION: _("a text to continue"),
    }[kind]


def reasoning_words(style: ReasoningStyle) -> str:
    return {
        ReasoningStyle.NONE: _("none"),
        ReasoningStyle.STEP_BY_STEP: _("step by step, asked for in words"),
        ReasoningStyle.WORKED_EXAMPLES: _("worked examples"),
    }[style]


def form_words(form: ExampleForm) -> str:
    return {ExampleForm.TURNS: _("as chat turns"), ExampleForm.TEXT: _("as text")}[form]


def rule_words(rule: RuleKind) -> str:
    return {
        RuleKind.NONE: _("the whole text"),
        RuleKind.PATTERN: _("by a pattern"),
        RuleKind.LAST_NUMBER: _("the last number"),
        RuleKind.JSON_PATH: _("a place in JSON"),
    }[rule]


def answer_type_words(kind: AnswerType) -> str:
    return {AnswerType.TEXT: _("compared as texts"), AnswerType.NUMBER: _("compared as numbers")}[kind]


def output_words(kind: OutputKind) -> str:
    return {
        OutputKind.FREE: _("free text"),
        OutputKind.JSON_SCHEMA: _("JSON by a schema"),
        OutputKind.GBNF: _("by a grammar (GBNF)"),
        OutputKind.CHOICES: _("one of these answers"),
    }[kind]


def variable_words(kind: VariableType) -> str:
    return {
        VariableType.TEXT: _("text"),
        VariableType.LINE: _("one line"),
        VariableType.NUMBER: _("number"),
        VariableType.CHOICE: _("choice"),
    }[kind]


def setting_words(name: str) -> str:
    """Of a number of domain.sampling, as it is called by those who use it."""
    return {
        "temperature": _("Temperature"),
        "top_k": "top-k",
        "top_p": "top-p",
        "min_p": "min-p",
        "typical_p": "typical-p",
        "top_n_sigma": "top-nσ",
        "xtc_probability": _("XTC probability"),
        "xtc_threshold": _("XTC threshold"),
        "repeat_last_n": _("Penalized tokens"),
        "repeat_penalty": _("Repeat penalty"),
        "frequency_penalty": _("Frequency penalty"),
        "presence_penalty": _("Presence penalty"),
        "dry_multiplier": _("DRY strength"),
        "dry_base": _("DRY base"),
        "dry_allowed_length": _("DRY free length"),
        "dry_penalty_last_n": _("DRY tokens"),
        "dynatemp_range": _("Dynamic range"),
        "dynatemp_exponent": _("Dynamic exponent"),
        "mirostat": "Mirostat",
        "mirostat_tau": "Mirostat τ",
        "mirostat_eta": "Mirostat η",
    }[name]


def escaped(text: str) -> str:
    """A stop string in one line."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def unescaped(line: str) -> str:
    """The way back."""
    found, at = [], 0
    known = {"n": "\n", "t": "\t", "\\": "\\"}
    while at < len(line):
        following = line[at + 1 : at + 2]
        if line[at] == "\\" and following in known:
            found.append(known[following])
            at += 2
        else:
            found.append(line[at])
            at += 1
    return "".join(found)
