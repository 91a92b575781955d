"""From a preset to the text of its file. What stands there already is changed only where the preset differs.

A file is taken in blocks: the keys before the first table, and each table with the comment right above it. Blocks are
kept to the letter, moved, or left out; inside one that changes, tomlkit keeps order, comments and unknown keys.
"""

import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array, Item

from app.domain.preset import Preset
from app.domain.preset_errors import PresetNotWritten
from app.storage.presets.format import outlined, parsed
from app.storage.presets.outline import Statement, statements
from app.storage.presets.shape import (
    AnswerTable,
    ExampleTable,
    OutputTable,
    PresetFile,
    SamplingTable,
    SecondThoughtTable,
    SelfConsistencyTable,
    VariableTable,
)

Table = dict[str, Any]
LISTS = {"variables": VariableTable, "examples": ExampleTable}
SECTIONS = {
    "answer": AnswerTable,
    "self_consistency": SelfConsistencyTable,
    "second_thought": SecondThoughtTable,
    "output": OutputTable,
    "sampling": SamplingTable,
}
WIDEST = 100


@dataclass(frozen=True)
class Block:
    """lead is the comment above the header, body what belongs to the table, rest the tables below it.

    index is its place in the text that was there, -1 for a new one.
    """

    table: tuple[str, ...] = ()
    lead: str = ""
    header: str = ""
    body: str = ""
    rest: str = ""
    index: int = -1

    @property
    def is_item(self) -> bool:
        return self.header.lstrip().startswith("[[")

    @property
    def text(self) -> str:
        return self.lead + self.header + self.body + self.rest


def write_preset(preset: Preset, before: str = "", *, path: str = "") -> str:
    """The text of the file, made from what stood there before. path is only for the error.

    Raises PresetDamaged where before is no TOML, PresetNotWritten where it cannot be changed.
    """
    before = before.removeprefix("\ufeff")
    newline = "\r\n" if "\r\n" in before else "\n"
    outlined(before, path)
    parsed(before, path)
    try:
        text = _written(_plain(preset), before.replace("\r\n", "\n"))
    except TOMLKitError as error:
        raise PresetNotWritten(path, detail=str(error)) from error
    return text.replace("\n", newline)


def _plain(preset: Preset) -> Table:
    """As TOML knows it, with all keys of the format."""
    rule, output = preset.rule, preset.output
    file = PresetFile(
        format=1,
        name=preset.name,
        description=preset.description,
        language=preset.language,
        group=preset.group,
        kind=preset.kind,
        system=preset.system,
        template=preset.template,
        reasoning=preset.reasoning,
        max_tokens=preset.max_tokens,
        stop=preset.stop,
        context=preset.context,
        variables=tuple(
            VariableTable(one.name, one.type, one.label, one.default, one.choices, one.low, one.high)
            for one in preset.variables
        ),
        examples_as=preset.example_form,
        examples=tuple(ExampleTable(one.question, one.answer, one.reasoning, one.enabled) for one in preset.examples),
        answer=AnswerTable(rule.kind, rule.pattern, rule.path, rule.type, rule.phrase),
        self_consistency=SelfConsistencyTable(preset.self_consistency.samples, preset.self_consistency.temperature),
        second_thought=SecondThoughtTable(preset.checklist),
        output=OutputTable(output.kind, output.json_schema, output.grammar, output.choices),
        sampling=SamplingTable(**preset.sampling),
    )
    plain: Table = msgspec.to_builtins(file)
    return plain


def _written(wanted: Table, before: str) -> str:
    top, *blocks = _blocks(before)
    inline = tomllib.loads(top.body)
    top_wanted = {name: value for name, value in wanted.items() if name not in LISTS and name not in SECTIONS}
    for name in LISTS:
        here = [block for block in blocks if block.is_item and block.table == (name,)]
        if name in inline:
            here = [Block((name,), header=f"[[{name}]]\n", body=tomlkit.dumps(item)) for item in _tables(inline[name])]
        items = _items(here, name, wanted[name])
        if name in inline and (items != here or inline[name] != _tables(inline[name])):
            top_wanted[name] = None
        if items != here:
            blocks = _with_items(blocks, items, name)
    for name, shape in SECTIONS.items():
        known = dict.fromkeys(shape.__struct_fields__) | wanted[name]
        at = next((i for i, block in enumerate(blocks) if block.table == (name,) and not block.is_item), None)
        if isinstance(inline.get(name), dict):
            top_wanted[name] = known
        elif at is not None:
            blocks[at] = replace(blocks[at], body=_updated(blocks[at].body, known, _usual(shape)))
        else:
            if name in inline:
                top_wanted[name] = None
            body = _updated("", known, _usual(shape))
            blocks += [Block((name,), header=f"[{name}]\n", body=body)] if body else []
    top = replace(top, body=_updated(top.body, top_wanted, _usual(PresetFile)))
    return _joined([top, *blocks])


# --- blocks --------------------------------------------------------------------------------------------------------


def _blocks(text: str) -> list[Block]:
    """The first has no header."""
    blocks: list[Block] = []
    own: list[Statement] = []
    for statement in statements(text):
        if statement.brackets:
            lead = _comment_at_end(own)
            blocks = _closed(blocks, own)
            blocks.append(Block(statement.key, lead, statement.text))
            own = []
        else:
            own.append(statement)
    return [replace(block, index=index) for index, block in enumerate(_closed(blocks, own))]


def _comment_at_end(own: list[Statement]) -> str:
    """Taken out of own: what stands right above a header speaks of its table."""
    lead = ""
    while own and own[-1].is_comment:
        lead = own.pop().text + lead
    return lead


def _closed(blocks: list[Block], own: Sequence[Statement]) -> list[Block]:
    """With these statements in the last block, which goes into the one before if it is a table below that."""
    *others, last = blocks or [Block()]
    last = replace(last, body="".join(statement.text for statement in own))
    if others and others[-1].is_item and len(last.table) > 1 and last.table[:1] == others[-1].table:
        return [*others[:-1], replace(others[-1], rest=others[-1].rest + last.text)]
    return [*others, last]


def _joined(blocks: Sequence[Block]) -> str:
    """With a blank line where two blocks were not neighbours before."""
    text, previous = "", -1
    for block in blocks:
        is_old = block.index >= 0 and block.index == previous + 1
        if text.strip() and not is_old:
            text = text.rstrip("\n") + "\n\n"
        text += block.text if block.text.endswith("\n") or not block.text else block.text + "\n"
        previous = block.index
    return text if text.count("\n\n", len(text) - 2) == 0 else text.rstrip("\n") + "\n"


# --- items of a list -----------------------------------------------------------------------------------------------


def _tables(value: object) -> list[Table]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _items(here: Sequence[Block], name: str, wanted: Sequence[Table]) -> list[Block]:
    """The blocks of the wanted items, made from those that are here."""
    shape = LISTS[name]
    made = []
    for item, at in zip(wanted, _matched([tomllib.loads(block.body) for block in here], wanted), strict=True):
        block = Block((name,), header=f"[[{name}]]\n") if at is None else here[at]
        made.append(replace(block, body=_updated(block.body, item, _usual(shape))))
    return made


def _matched(old: Sequence[Table], wanted: Sequence[Table]) -> list[int | None]:
    """Which of the old tables each wanted one comes from: the same, one with its question or name, or its place."""
    found: list[int | None] = [None] * len(wanted)
    free = set(range(len(old)))
    for keys in ("question", "answer", "reasoning", "name"), ("question", "name"):
        places = defaultdict(list)
        for at in sorted(free, reverse=True):
            places[_signature(old[at], keys)].append(at)
        for index, item in enumerate(wanted):
            if found[index] is None and (same := places[_signature(item, keys)]):
                found[index] = same.pop()
        free -= {at for at in found if at is not None}
    return [index if at is None and index in free else at for index, at in enumerate(found)]


def _signature(item: Mapping[str, Any], keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(item.get(key, "")) for key in keys)


def _with_items(blocks: Sequence[Block], items: Sequence[Block], name: str) -> list[Block]:
    """In the place of those that are there."""
    is_here = [block.is_item and block.table == (name,) for block in blocks]
    at = is_here.index(True) if True in is_here else len(blocks)
    others = [block for block, is_item in zip(blocks, is_here, strict=True) if not is_item]
    return [*others[:at], *items, *others[at:]]


# --- keys of a table -----------------------------------------------------------------------------------------------


def _usual(shape: Any) -> Table:  # noqa: ANN401 - a msgspec Struct
    """What need not be written."""
    fields = msgspec.structs.fields(shape)
    has_usual = [field for field in fields if not field.required and field.default is not msgspec.UNSET]
    return {field.name: msgspec.to_builtins(field.default) for field in has_usual}


def _updated(body: str, wanted: Mapping[str, Any], usual: Mapping[str, Any]) -> str:
    """The body with the wanted values; None takes a key out. The letters stay where a value is that already."""
    document = tomlkit.parse(body)
    was = document.as_string()
    new = _update(document, wanted, usual)
    if not new and document.as_string() == was:
        return body
    end = list(statements(document.as_string()))
    tail = ""
    while end and not end[-1].key:
        tail = end.pop().text + tail
    core = "".join(statement.text for statement in end)
    return (core + "\n" if core and not core.endswith("\n") else core) + "".join(new) + tail


def _update(table: Any, wanted: Mapping[str, Any], usual: Mapping[str, Any]) -> list[str]:  # noqa: ANN401 - tomlkit's
    """Changes what is there, and returns the lines of what is not."""
    new = []
    for key, value in wanted.items():
        old = table.get(key)
        if isinstance(value, dict) and isinstance(old, dict):
            for name, item in value.items():
                if item is None:
                    old.pop(name, None)
                elif name not in old or not _is_same(old[name], item):
                    old[name] = _item(item)
        elif value is None:
            table.pop(key, None)
        elif key in table:
            if not _is_same(old, value):
                table[key] = _item(value)
        elif value != usual.get(key):
            new.append(f"{key} = {_item(value).as_string()}\n")
    return new


def _is_same(old: Any, value: object) -> bool:  # noqa: ANN401 - tomlkit's
    plain = old.unwrap() if isinstance(old, Item) else old
    return type(plain) is not bool and plain == value if not isinstance(value, bool) else plain is value


def _item(value: Any) -> Item:  # noqa: ANN401 - what a preset holds
    if isinstance(value, str) and "\n" in value:
        inner = tomlkit.string(" " + value, multiline=True).as_string().removeprefix('""" ')
        return tomlkit.value('"""\n' + inner.replace("\r", "\\r"))  # text begins below the quotes
    made: Item = tomlkit.item(value)
    if isinstance(made, Array) and len(made.as_string()) > WIDEST:
        made.multiline(multiline=True)
    return made
