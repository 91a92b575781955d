"""What a preset must hold to beyond the shape of its file: its parts have to agree with each other."""

from app.domain.answers.rules import check_rule
from app.domain.engine_errors import GrammarInvalid
from app.domain.filling import PLACE, accepted, variables
from app.domain.preset import OutputFormat, OutputKind, Preset, RuleKind, Variable, VariableType
from app.domain.preset_errors import PatternInvalid, SchemaUnsupported, VariableRefused
from app.domain.structured.output import check_output


class Wrong(Exception):
    """At this key of the file: why and detail are those of PresetDamaged."""

    def __init__(self, key: str, why: str, detail: str = "") -> None:
        super().__init__(key, why, detail)
        self.key, self.why, self.detail = key, why, detail


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
        raise Wrong(
            f"answer.{'path' if rule.kind is RuleKind.JSON_PATH else 'pattern'}", "pattern", error.detail
        ) from None


def _check_output(output: OutputFormat) -> None:
    try:
        check_output(output)
    except SchemaUnsupported as error:
        raise Wrong("output.schema", "schema", f"{error.keyword} ({error.path or '/'}): {error.detail}") from None
    except GrammarInvalid as error:
        key = "output.schema" if output.kind is OutputKind.JSON_SCHEMA else "output.grammar"
        place = f" ({error.line}:{error.column})" if error.line else ""
        raise Wrong(key, "schema", error.detail + place) from None


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
            raise Wrong(f"{key}.default", "choice", error.wanted) from None
