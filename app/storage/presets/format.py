"""From the text of a preset file to the preset, or to what is wrong with it and where."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from msgspec import UNSET

from app.domain.preset import MOST_EXAMPLES, AnswerRule, Example, OutputFormat, Preset, SelfConsistency, Variable
from app.domain.preset_errors import PresetDamaged, PresetTooLarge, PresetTooNew
from app.storage.presets.checks import Wrong, check
from app.storage.presets.outline import Statement, TooDeepError, line_of, lines, place_of, statements
from app.storage.presets.shape import FORMAT, PresetFile
from app.storage.presets.syntax import in_toml

Tables = dict[str, Any]

MOST_STATEMENTS = 20_000
_SAID = {
    r"Expected `(?:int|float)` (.*)": "range",
    r"Expected `([^`]*)`, got": "type",
    r"Expected `\w+` of length >=": "empty",
    r"Expected `\w+` of length <= (\d+)": "long",
}
"""What msgspec says, and our words for it."""
_AT_PATH = re.compile(r"^(.*?)(?: - at `\$\.?(.*)`)?$", re.DOTALL)


def read_preset(text: str, path: str) -> Preset:
    """What the text says; path is only for the error. Raises PresetError."""
    outline = outlined(text, path)
    if len(outline) > MOST_STATEMENTS:
        raise PresetTooLarge(path, what="keys", size=len(outline), most=MOST_STATEMENTS)
    examples = sum(one.brackets == "[[" and one.key == ("examples",) for one in outline)
    if examples > MOST_EXAMPLES:
        raise PresetTooLarge(path, what="examples", size=examples, most=MOST_EXAMPLES)
    tables = parsed(text, path)
    version = tables.get("format")
    if isinstance(version, int) and version > FORMAT:
        raise PresetTooNew(path, version=version, supported=FORMAT)
    try:
        preset = _preset(_file(tables))
        check(preset)
    except Wrong as error:
        raise _damage(error, outline, path) from None
    return preset


def _damage(error: Wrong, outline: Sequence[Statement], path: str) -> PresetDamaged:
    line, column = line_of(error.key, lines(outline)), 0
    statement = next((one for one in outline if one.line == line), None) if error.text else None
    if statement:
        line, column = _exact(statement, error.text, error.index) or (line, 0)
    facts = error.key, error.why, error.detail, column, error.slip, error.place
    return PresetDamaged(path, line, *facts)


def _exact(statement: Statement, value: str, index: int) -> tuple[int, int] | None:
    """Line and column of an index of a value; None where escapes in the file make the value another text."""
    text = statement.text.replace("\r\n", "\n")
    for quote in ("'''\n", "'''", '"""\n', '"""', "'", '"'):
        start = text.find(quote + value + quote.rstrip())
        if start >= 0:
            line, column = place_of(text, start + len(quote) + index)
            return statement.line + line - 1, column
    return None


def outlined(text: str, path: str) -> list[Statement]:
    """Its keys and headers. Raises PresetDamaged for what is nested too deeply."""
    try:
        return [statement for statement in statements(text) if statement.key]
    except TooDeepError as error:
        raise PresetDamaged(path, line=error.line, why="depth") from None


def parsed(text: str, path: str) -> Tables:
    """The TOML as it is, of a text that has an outline. Raises PresetDamaged."""
    try:
        return tomllib.loads(text)
    except (RecursionError, ValueError) as error:  # int() refuses thousands of digits
        plain = text.replace("\r\n", "\n")
        spotted = in_toml(plain, str(error))
        line, column = place_of(plain, spotted.at)
        facts = "", "syntax", spotted.detail, column, spotted.slip
        raise PresetDamaged(path, line, *facts) from None


def _file(tables: Tables) -> PresetFile:
    """Raises Wrong."""
    try:
        file = msgspec.convert(tables, PresetFile)
    except msgspec.ValidationError as error:
        raise _wrong(str(error)) from None
    for key, text in _texts(tables, ""):
        if "\0" in text:
            raise Wrong(key, "nul")
    return file


def _wrong(said: str) -> Wrong:
    """From msgspec's sentence."""
    found = _AT_PATH.match(said)
    what, place = (found[1], found[2] or "") if found else (said, "")
    key = re.sub(r"\[(\d+)\]", lambda index: f"[{int(index[1]) + 1}]", place)
    if missing := re.search(r"required field `(\w+)`", what):
        return Wrong(".".join(filter(None, (key, missing[1]))), "missing")
    if what.startswith("Invalid enum"):
        return Wrong(key, "choice", ", ".join(_choices(key)))
    for pattern, why in _SAID.items():
        if said_so := re.match(pattern, what):
            detail = "".join(said_so.groups()).replace(">=", "≥").replace("<=", "≤").removesuffix(".0")
            return Wrong(key, why, detail)
    return Wrong(key, "value", what)


def _choices(key: str) -> list[str]:
    """Of an enumeration in the file."""
    schema = msgspec.json.schema(PresetFile)["$defs"]
    at = schema["PresetFile"]
    for name in re.sub(r"\[\d+\]", "", key).split("."):
        at = at["properties"][name]
        at = at.get("items", at)
        at = schema[at["$ref"].rsplit("/", 1)[1]] if "$ref" in at else at
    return [str(value) for value in at["enum"]]


def _texts(value: object, key: str) -> Iterator[tuple[str, str]]:
    """All texts in it, with their paths."""
    match value:
        case str():
            yield key, value
        case dict():
            for name, item in value.items():
                yield from _texts(item, f"{key}.{name}" if key else name)
        case list():
            for index, item in enumerate(value, start=1):
                yield from _texts(item, f"{key}[{index}]")


def _preset(file: PresetFile) -> Preset:
    answer, consistency, output = file.answer, file.self_consistency, file.output
    sampling = msgspec.structs.asdict(file.sampling)
    return Preset(
        name=file.name,
        description=file.description,
        language=file.language,
        group=file.group,
        kind=file.kind,
        system=file.system,
        template=file.template,
        variables=tuple(
            Variable(one.name, one.type, one.label, str(one.default), one.choices, one.low, one.high)
            for one in file.variables
        ),
        examples=tuple(Example(one.question, str(one.answer), one.reasoning, one.enabled) for one in file.examples),
        example_form=file.examples_as,
        reasoning=file.reasoning,
        rule=AnswerRule(answer.rule, answer.pattern, answer.path, answer.type, answer.phrase),
        self_consistency=SelfConsistency(consistency.samples, consistency.temperature),
        checklist=file.second_thought.checklist,
        output=OutputFormat(output.format, output.schema, output.grammar, output.choices),
        sampling={name: value for name, value in sampling.items() if value is not UNSET},
        max_tokens=file.max_tokens,
        stop=file.stop,
        context=file.context,
    )
