"""What a preset must hold to beyond the shape of its file: its parts have to agree with each other."""

from dataclasses import dataclass

from app.domain.answers.rules import check_rule
from app.domain.engine_errors import GrammarInvalid
from app.domain.filling import PLACE, accepted, variables
from app.domain.preset import OutputFormat, OutputKind, Preset, RuleKind, Variable, VariableType
from app.domain.preset_errors import PatternInvalid, SchemaUnsupported, VariableRefused
from app.domain.structured.output import check_output
from app.storage.presets.outline import index_of


@dataclass(eq=False)
class Wrong(Exception):
    """At this key of the file; why, detail, slip and place are those of PresetDamaged.

    Where it is known at which index of a text the slip is, text is that text.
    """

    key: str
    why: str
    detail: str = ""
    slip: str = ""
    place: str = ""
    text: str = ""
    index: int = 0


def check(preset: Preset) -> None:
    """Raises Wrong."""
    if not preset.name.strip():
        raise Wrong("name", "empty")
    _check_variables(preset)
    if "{{answer}}" not in preset.rule.phrase:
        raise Wrong("answer.phrase", "phrase")
    rule, output = preset.rule, preset.output
    needed: dict[str, tuple[str, object]] = {
        RuleKind.PATTERN: ("answer.pattern", rule.pattern),
        RuleKind.JSON_PATH: ("answer.path", rule.path),
        OutputKind.JSON_SCHEMA: ("output.schema", output.json_schema),
        OutputKind.GBNF: ("output.grammar", output.grammar),
        OutputKind.CHOICES: ("output.choices", output.choices),
    }
    for kind in rule.kind, output.kind:
        key, value = needed.get(kind, ("", "not needed"))
        if not value:
            raise Wrong(key, "missing")
    _check_output(output)
    try:
        check_rule(rule)
    except PatternInvalid as error:
        key = "answer.path" if rule.kind is RuleKind.JSON_PATH else "answer.pattern"
        text = error.pattern if error.position else ""
        raise Wrong(key, "text", error.detail, error.slip, text=text, index=error.position - 1) from None


def _check_output(output: OutputFormat) -> None:
    try:
        check_output(output)
    except SchemaUnsupported as error:
        place = f"{error.keyword} ({error.path or '/'})"
        raise Wrong("output.schema", "schema", error.detail, error.slip, place) from None
    except GrammarInvalid as error:
        is_schema = output.kind is OutputKind.JSON_SCHEMA
        key, text = ("output.schema", output.json_schema) if is_schema else ("output.grammar", output.grammar)
        if not error.line:
            raise Wrong(key, "text", error.detail, error.slip) from None
        index = index_of(text, error.line, error.column)
        raise Wrong(key, "text", error.detail, error.slip, text=text, index=index) from None


def _check_variables(preset: Preset) -> None:
    used = {variable.name for variable in variables(preset)}
    seen: set[str] = set()
    for index, variable in enumerate(preset.variables, start=1):
        key = f"variables[{index}]"
        if not PLACE.fullmatch(f"{{{{{variable.name}}}}}"):
            raise Wrong(f"{key}.name", "name")
        if variable.name in seen:
            raise Wrong(f"{key}.name", "twice", variable.name)
        if variable.name not in used:
            raise Wrong(f"{key}.name", "unused", variable.name)
        seen.add(variable.name)
        _check_values(variable, key)


def _check_values(variable: Variable, key: str) -> None:
    if variable.type is VariableType.CHOICE and not variable.choices:
        raise Wrong(f"{key}.choices", "missing")
    if variable.low is not None and variable.high is not None and variable.low > variable.high:
        raise Wrong(f"{key}.high", "range", f"≥ {variable.low:g}")
    if variable.default.strip():
        try:
            accepted(variable, "")
        except VariableRefused as error:
            raise _bad_default(variable, f"{key}.default", error.wanted) from None


def _bad_default(variable: Variable, key: str, wanted: str) -> Wrong:
    if wanted == "line":
        return Wrong(key, "line")
    if wanted == "number":
        return Wrong(key, "type", "float")
    return Wrong(key, "range" if variable.type is VariableType.NUMBER else "choice", wanted)
