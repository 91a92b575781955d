import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.preset import (
    AnswerRule,
    AnswerType,
    Example,
    ExampleForm,
    OutputFormat,
    OutputKind,
    Preset,
    PresetKind,
    ReasoningStyle,
    RuleKind,
    SelfConsistency,
    Variable,
    VariableType,
)
from app.domain.preset_errors import PresetDamaged, PresetError, PresetTooLarge, PresetTooNew, PresetUnreadable
from app.storage.presets.format import read_preset
from app.storage.presets.store import read_file
from app.words.failures import sentence

HEAD = 'format = 1\nname = "x"\n'
PAIR = '[[examples]]\nquestion = "q"\nanswer = "a"\n'
WHOLE = """
format = 1
name = "Word problems"
description = "Shows the steps."
language = "en"
group = "reasoning"
kind = "completion"
system = "Be exact."
template = "{{text}} ({{count}}, {{tone}})"
reasoning = "worked_examples"
max_tokens = 300
stop = ["\\n\\n"]
context = 4096
examples_as = "text"
mine = "is kept"

[[variables]]
name = "count"
type = "number"
label = "How many"
default = 3
low = 1
high = 10

[[variables]]
name = "tone"
type = "choice"
choices = ["warm", "cool"]

[[examples]]
question = "2 and 3?"
reasoning = "2 + 3 = 5."
answer = 5

[[examples]]
question = "off"
answer = "x"
enabled = false

[answer]
rule = "pattern"
pattern = 'answer is (?P<answer>\\d+)'
type = "number"
phrase = "The answer is {{answer}}."

[self_consistency]
samples = 5
temperature = 0.7

[second_thought]
checklist = ["Is the unit right?"]

[output]
format = "choices"
choices = ["yes", "no"]

[sampling]
temperature = 0
top_k = 20
not_known_yet = "is kept too"
"""


def test_everything_that_a_preset_can_say_is_read() -> None:
    assert read_preset(WHOLE, "x.toml") == Preset(
        name="Word problems",
        description="Shows the steps.",
        language="en",
        group="reasoning",
        kind=PresetKind.COMPLETION,
        system="Be exact.",
        template="{{text}} ({{count}}, {{tone}})",
        variables=(
            Variable("count", VariableType.NUMBER, "How many", "3", low=1, high=10),
            Variable("tone", VariableType.CHOICE, choices=("warm", "cool")),
        ),
        examples=(Example("2 and 3?", "5", "2 + 3 = 5."), Example("off", "x", enabled=False)),
        example_form=ExampleForm.TEXT,
        reasoning=ReasoningStyle.WORKED_EXAMPLES,
        rule=AnswerRule(
            RuleKind.PATTERN,
            pattern=r"answer is (?P<answer>\d+)",
            type=AnswerType.NUMBER,
            phrase="The answer is {{answer}}.",
        ),
        self_consistency=SelfConsistency(5, 0.7),
        checklist=("Is the unit right?",),
        output=OutputFormat(OutputKind.CHOICES, choices=("yes", "no")),
        sampling={"temperature": 0, "top_k": 20},
        max_tokens=300,
        stop=("\n\n",),
        context=4096,
    )


def test_a_name_is_enough() -> None:
    assert read_preset(HEAD, "") == Preset("x")


@pytest.mark.parametrize(
    ("text", "line", "key", "why"),
    [
        ("format = 1", 1, "name", "missing"),
        ("", 1, "format", "missing"),
        ('format = true\nname = "x"', 1, "format", "type"),
        ('format = 0\nname = "x"', 1, "format", "choice"),
        (HEAD + '[[variables]]\nname = "text"\ntype = "date"', 5, "variables[1].type", "choice"),
        (HEAD + '[output]\n\nformat = "xml"', 5, "output.format", "choice"),
        ('format = 1\n\nname = "  "', 3, "name", "empty"),
        ('format = 1\nname = ""', 2, "name", "empty"),
        ('format = 1\nname = "a\\nb"', 2, "name", "value"),
        (HEAD + 'language = "English, please"', 3, "language", "value"),
        (HEAD + 'kind = "talk"', 3, "kind", "choice"),
        (HEAD + 'kind = 3\n[answer]\nrule = "none"', 3, "kind", "type"),
        (HEAD + "\n\nmax_tokens = -1", 5, "max_tokens", "range"),
        (HEAD + 'stop = ["a", ""]', 3, "stop[2]", "empty"),
        (HEAD + f"stop = {['x'] * 17}", 3, "stop", "long"),
        (HEAD + 'system = "\\u0000"', 3, "system", "nul"),
        (HEAD + 'x = "\\u0000"', 3, "x", "nul"),
        (HEAD + "examples = 3", 3, "examples", "type"),
        (HEAD + PAIR + '\n[[examples]]\nanswer = "b"', 7, "examples[2].question", "missing"),
        (HEAD + '[[examples]]\n# c\nquestion = """\na\n[x]\n"""\nanswer = []', 9, "examples[1].answer", "type"),
        (HEAD + 'examples = [{question = "a", answer = ""}, {question = 1}]', 3, "examples[2].question", "type"),
        (HEAD + '[[variables]]\nname = "text"\n[[variables]]\nname = "text"', 6, "variables[2].name", "twice"),
        (HEAD + '[[variables]]\nname = "nowhere"', 4, "variables[1].name", "unused"),
        (HEAD + '[[variables]]\nname = "a-b"', 4, "variables[1].name", "name"),
        (HEAD + '[[variables]]\nname = "text"\ntype = "choice"', 3, "variables[1].choices", "missing"),
        (HEAD + '[[variables]]\nname = "text"\ntype = "number"\ndefault = "x"', 6, "variables[1].default", "type"),
        (HEAD + '[[variables]]\nname = "text"\nlow = 3\nhigh = 2', 6, "variables[1].high", "range"),
        (HEAD + '[answer]\nphrase = "So."', 4, "answer.phrase", "phrase"),
        (HEAD + '[answer]\nrule = "pattern"', 3, "answer.pattern", "missing"),
        (HEAD + '[answer]\nrule = "pattern"\npattern = "(a"', 5, "answer.pattern", "text"),
        (HEAD + '[answer]\nrule = "json_path"\npath = "$["', 5, "answer.path", "text"),
        (HEAD + "[self_consistency]\nsamples = 65", 4, "self_consistency.samples", "range"),
        (HEAD + "[sampling]\ntemperature = 9", 4, "sampling.temperature", "range"),
        (HEAD + "[sampling]\ntemperature = nan", 4, "sampling.temperature", "range"),
        (HEAD + "[sampling]\ntop_k = 1.5", 4, "sampling.top_k", "type"),
        (HEAD + "sampling.top_k = true", 3, "sampling.top_k", "type"),
        (HEAD + '[output]\nformat = "gbnf"', 3, "output.grammar", "missing"),
        (HEAD + '[output]\nformat = "gbnf"\ngrammar = "root ::= x"', 5, "output.grammar", "text"),
        (HEAD + '[output]\nformat = "json_schema"\nschema = "{"', 5, "output.schema", "text"),
        (HEAD + """[output]\nformat = "json_schema"\nschema = '{"$ref": "#"}'""", 5, "output.schema", "schema"),
        (HEAD + "system = 1979-05-27", 3, "system", "type"),
        (HEAD + "a = 1\na = 2", 4, "", "syntax"),
        (HEAD + 'system = "never closed', 3, "", "syntax"),
        (HEAD + 'system = """never closed\n\n', 3, "", "syntax"),
        (HEAD + 'system = "\0"', 3, "", "syntax"),
        (HEAD + "a = " + "9" * 10_000, 3, "", "syntax"),
        (HEAD + "a = " + "[" * 100_000, 3, "", "depth"),
        (HEAD + "a = " + "{a=" * 100_000, 3, "", "depth"),
        (HEAD + "a." * 100_000 + "a = 1", 3, "", "depth"),
        (HEAD + "[" + "a." * 100_000 + "a]", 3, "", "depth"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(text: str, line: int, key: str, why: str) -> None:
    with pytest.raises(PresetDamaged) as refused:
        read_preset(text, "/presets/mine.toml")
    error = refused.value
    assert (error.line, error.key, error.why) == (line, key, why)
    assert "mine.toml" in sentence(error).text
    assert key in sentence(error).text or error.detail in sentence(error).text


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('name = "한글" "x"', 1, 13),
        ('# 주석\nname = "가나다', 2, 8),
        ('format = 1\nsystem = """\n첫째 줄\n둘째 \\d\n"""', 4, 4),
        ('format = 1\nstop = ["a",\n  "나",\n  b]', 4, 3),
        ('format = 1\nname = "a"\nname = "b"', 3, 1),
        (HEAD + "[answer]\nrule = 'pattern'\npattern = '정답은 (\\d+'", 5, 16),
        (HEAD + "answer = {rule = 'pattern', pattern = '정답은 (\\d+'}", 3, 44),
        (HEAD + '[answer]\nrule = "pattern"\npattern = """\n정답은\n  (.+"""', 7, 3),
        (HEAD + '[answer]\nrule = "pattern"\npattern = """정답은\n  (.+"""', 6, 3),
        (HEAD + "[answer]\nrule = 'json_path'\npath = '$.정답 x'", 5, 14),
        (HEAD + "[output]\nformat = 'gbnf'\ngrammar = '''\n# 한글\nroot ::= \"가\" x\n'''", 7, 14),
        (HEAD + "[output]\nformat = 'gbnf'\ngrammar = 'root ::= x'", 5, 21),
        (HEAD + "[output]\nformat = 'json_schema'\nschema = '''\n{\"type\":\n \"object\",}'''", 7, 11),
        (HEAD + '[output]\nformat = "gbnf"\ngrammar = "root ::= \\"\\uAC00\\" x"', 5, 0),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_place_is_the_one_that_editors_show(
    tmp_path: Path, text: str, *, line: int, column: int, newline: str, mark: bytes
) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(mark + text.replace("\n", newline).encode())
    with pytest.raises(PresetDamaged) as refused:
        read_file(path)
    assert (refused.value.line, refused.value.column) == (line, column)


SCHEMA = """
[output]
format = "json_schema"
schema = '''
{"type": "object", "properties": {"이름": {"type": "string", "pattern": "^[a-z]+$"}}}
'''
"""


GRAMMAR = """
[output]
format = "gbnf"
grammar = '''
root ::= [a-z]+ ("가"){2} x
x ::= "b" | "c"
'''
"""


@given(
    st.sampled_from([WHOLE, HEAD + SCHEMA, HEAD + GRAMMAR]),
    st.floats(0, 1),
    st.integers(0, 3),
    st.text("\"'\\[]{}()=,#\n\r\x00 a1가*?$<^.", max_size=3),
)
@example('format = 1\nname = "x"\n"\\u0061nswer" = {rule = "pattern", pattern = "("}\n', 0.0, 0, "")
def test_whatever_is_written_wrong_is_said(text: str, place: float, gone: int, put: str) -> None:
    """At any place of a good file something is taken out and something else put in."""
    at = int(place * len(text))
    refused: PresetError | None = None
    try:
        read_preset(text[:at] + put + text[at + gone :], "x.toml")
    except PresetError as error:
        refused = error
    if refused:
        assert "x.toml" in sentence(refused).text
        assert "“”" not in sentence(refused).text
    if isinstance(refused, PresetDamaged):
        assert 1 <= refused.line <= text.count("\n") + 4


def test_a_file_of_a_later_program_says_so() -> None:
    with pytest.raises(PresetTooNew) as refused:
        read_preset('format = 2\nname = {en = "x"}', "x.toml")
    assert (refused.value.version, refused.value.supported) == (2, 1)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (HEAD + PAIR * 10_000, "keys"),
        (HEAD + PAIR * 1_001, "examples"),
        (HEAD + "".join(f"[t{number}]\n" for number in range(100_000)), "keys"),
    ],
)
def test_more_than_anybody_needs_is_refused_before_it_is_read(text: str, what: str) -> None:
    with pytest.raises(PresetTooLarge) as refused:
        read_preset(text, "x.toml")
    assert refused.value.what == what


@pytest.mark.parametrize(
    "text",
    [
        'system = """' + '\\"""' * 300_000,
        "x" * 1_500_000,
        " " * 1_500_000 + "x",
        'template = "' + "{{" * 300_000,
        '"' * 1_500_001,
        "'" * 1_500_001,
    ],
)
def test_text_that_is_made_to_take_long_does_not(text: str) -> None:
    with pytest.raises(PresetDamaged):
        read_preset(HEAD + text, "x.toml")


# --- files ---------------------------------------------------------------------------------------------------------


def refused_of(path: Path) -> PresetError:
    with pytest.raises(PresetError) as refused:
        read_file(path)
    assert path.name in sentence(refused.value).text
    return refused.value


def test_a_file_of_ten_megabytes_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "big.toml"
    path.write_text(HEAD + "#" * 10_000_000)
    error = refused_of(path)
    assert isinstance(error, PresetTooLarge)
    assert (error.what, error.size) == ("bytes", path.stat().st_size)


def test_what_editors_make_of_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + 'system = """\na\nb"""').replace("\n", "\r\n").encode())
    assert read_file(path) == Preset("x", system="a\nb")


@pytest.mark.parametrize("encoding", ["utf-16", "cp949"])
def test_what_is_no_utf_8_is_said_to_be_none(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes('format = 1\nname = "한글"'.encode(encoding))
    assert "UTF-8" in sentence(refused_of(path)).text


@pytest.mark.skipif(os.name == "nt", reason="needs links and pipes")
def test_what_is_no_file_is_never_waited_for(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "loop.toml").symlink_to(tmp_path / "loop.toml")
    (tmp_path / "gone.toml").symlink_to(tmp_path / "nothing")
    (tmp_path / "endless.toml").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe.toml")
    assert all(isinstance(refused_of(path), PresetUnreadable) for path in tmp_path.iterdir())
