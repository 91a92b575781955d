"""Texts that people get wrong, and what they are told: in their language, with the place, never in a parser's words."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import paths
from app.domain.answers.rules import check_rule
from app.domain.errors import MaruError
from app.domain.preset import AnswerRule, OutputFormat, OutputKind, RuleKind
from app.domain.slips import Slip
from app.domain.structured.output import check_output, validated
from app.storage.presets.examples import read_examples
from app.storage.presets.format import read_preset
from app.words.catalog import speak
from app.words.failures import sentence
from app.words.forms import form_words
from app.words.slips import slip_words

TRANSLATIONS = paths.resources() / "translations"
NAMES = {
    "JSON", "true", "false", "null", "type", "root", "number", "boolean", "date", "time", "uuid", "chat", "completion",
    "toml", "csv", "output", "schema",
}  # fmt: skip
"""What has no other name in Korean."""

Told = tuple[str, str]
"""A text that is wrong, and what it is about or where: this stands in the sentence."""

TOML: list[Told] = [
    ('name = "never closed', "2"),
    ('name = "never closed\nkind = "chat"\n', "2"),
    ("name = 'never closed\n", "2"),
    ('\nsystem = """\na\nb\n\n', "3"),
    ('name "x"', "="),
    ('name ＝ "x"', "="),
    ('name : "x"', "="),
    ("name = ", "="),
    ('name =\nkind = "chat"', "="),
    ('name = "a"\nname = "b"', "“name”"),
    ('[answer]\nrule = "none"\n[answer]\nphrase = "{{answer}}"', "“answer”"),
    ('examples = 3\n[[examples]]\nquestion = "q"', "“examples”"),
    ('output = {format = "free", format = "gbnf"}', "“format”"),
    ("max_tokens = 1,5", "“1,5”"),
    ("max_tokens = 3 000", "“3 000”"),
    ("max_tokens = 007", "“007”"),
    ("max_tokens = .5", "“.5”"),
    ("max_tokens = 2024-13-45", "“2024-13-45”"),
    ("max_tokens = " + "9" * 5000, "9…”"),
    ("name = hello", "“hello”"),
    ("name = 안녕하세요", "“안녕하세요”"),
    ("mine = True", "true"),
    ("name = “x”", "“"),
    ("name = ‘x’", "‘"),
    ('name = "She said "hi""', "“hi”"),
    ('name = "x" kind = "chat"', "“kind”"),
    ('stop = ["a" "b"]', '“"b"”'),
    ('stop = ["a",\nkind = "chat"\n', "["),
    ('stop = ["a", "b]\nkind = "chat"\n', "2"),
    ('output = {\n format = "free"\n}', "2"),
    ('output = {format = "free" grammar = "x"}', "2"),
    ('[[examples]\nquestion = "q"', "]]"),
    ('[answer\nrule = "none"', "]"),
    ('[예시]\nquestion = "q"', "“예시”"),
    ('이름 = "x"', "“이름”"),
    ("한글로만 쓴 줄", "2"),
    ('[answer]\npattern = "(?P<answer>\\d+)"', "“\\d”"),
    ('name = "\\u12"', "“\\u”"),
    ('name = "a\x01b"', "U+0001"),
    ("stop = [1,,2]", "“,”"),
    ('name = "a"\r', "U+000D"),
]
MEANING: list[Told] = [
    ("", "“name”"),
    ("name = 3", "“name”"),
    ('name = " "', "“name”"),
    ('name = "x"\nkind = "talk"', "chat, completion"),
    ('name = "x"\nmax_tokens = -1', "≥ 0"),
    ('name = "x"\nsystem = ["a"]', "“system”"),
    ('name = "x"\nlanguage = "한국어"', "“language”"),
    ('name = "x"\n[[variables]]\nname = "a-b"', "“variables[1].name”"),
    ('name = "x"\n[[variables]]\nname = "text"\ntype = "number"\ndefault = "many"', "6"),
    ('name = "x"\n[[variables]]\nname = "text"\ntype = "line"\ndefault = "a\\nb"', "6"),
    ('name = "x"\n[[variables]]\nname = "text"\ntype = "choice"\nchoices = ["a"]\ndefault = "b"', "a"),
    ('name = "x"\n[answer]\nphrase = "So."', "{{answer}}"),
    ('name = "x"\n[answer]\nrule = "pattern"\npattern = "정답 ("', "15"),
    ('name = "x"\n[output]\nformat = "gbnf"\ngrammar = "root ::= yes"', "“yes”"),
    ('name = "x"\n[output]\nformat = "json_schema"\nschema = "{}"', "type"),
]
PATTERNS: list[Told] = [
    ("정답은 (\\d+", "5"),
    ("a)", "2"),
    ("[0-9", "1"),
    ("+", "“+”"),
    ("(*)", "“*”"),
    ("a**", "3"),
    ("a{3,2}", "“{3,2}”"),
    ("[z-a]", "“z-a”"),
    ("\\q", "“\\q”"),
    ("\\p{Nothing}", "“\\p{Nothing}”"),
    ("end\\", "4"),
    ("(?Zx)", "“(?Z”"),
    ("(?P<1st>x)", "“1st”"),
    ("(?P<the answer>x)", "“the answer”"),
    ("(?P<answer", "<"),
    ("(?P<>x)", "“<>”"),
    ("(a){e<=1", "{"),
    ("(?P=answer)", "“answer”"),
    ("\\2", "“2”"),
    ("a" * 3000, "2,000"),
    ("(a{1000}){1000}", "20,000"),
]
PATHS: list[Told] = [
    ("answer", "$"),
    ("$[", "3"),
    ("$.", "3"),
    ("$['a]", "3"),
    ("$[a]", "“a”"),
    ("$.a b", "“b”"),
    ("$.a]", "“]”"),
    ("$[?(@.a]", "4"),
    ("$[?@.a = 1]", "“=”"),
    ("$[?match(@.a, 'x')]", "“match”"),
    ("$.a ", "4"),
    ("$[]", "“]”"),
    ("$[01]", "“01”"),
    ("$[99999999999999999999]", "“99999999999999999999”"),
    ("$.a[?@.b == == 1]", "“=”"),
]
GRAMMARS: list[Told] = [
    ("", "“root”"),
    ("root ::= yes", "“yes”"),
    ('root = "a"', "“root”"),
    ('root ::= "a', "10"),
    ("root ::= [a", "["),
    ('root ::= ("a"', "("),
    ('root ::= "\\d"', "“\\d”"),
    ("root ::= *", "“*”"),
    ('root ::= "a"{x}', "{2,5}"),
    ('root ::= "a"{5,2}', "“{5,2}”"),
    ('root ::= "a"{9999}', "2,000"),
    ("root ::= <", "10"),
    ('답 ::= "a"', "“답”"),
    ('root ::= a_b\na ::= "x"', "“_b”"),
]
SCHEMAS: list[Told] = [
    ("", "1"),
    ('{"type": "string"', "18"),
    ('{"type": "string",}', "“}”"),
    ("{'type': 'string'}", "“'type'”"),
    ("{type: 'string'}", "“type”"),
    ('{"type" "string"}', '“"string"”'),
    ('{"type": "string" "title": "x"}', '“"title"”'),
    ('{"type": "string', "10"),
    ('{"type": string}', "“string”"),
    ('{"type": "string"}}', "“}”"),
    ('{"title": "\\d"}', "“\\d”"),
    ('{"title": "a\nb"}', "U+000A"),
    ('{"minimum": NaN}', "“NaN”"),
    ("[]", "[]"),
    ('{"type": "strin"}', "string"),
    ('{"type": "string", "minLength": "3"}', "minLength"),
    ('{"type": "string", "minLength": -1}', "0"),
    ('{"type": "object", "required": "name"}', "required"),
    ('{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["b"]}', "“b”"),
    ('{"type": "number", "minimum": 1}', "“number”"),
    ('{"not": {"type": "string"}}', "not"),
    ('{"type": "string", "format": "email"}', "uuid"),
    ('{"type": "string", "maxLength": 500}', "180"),
    ('{"type": "integer", "minimum": 0, "maximum": 5000}', "1,000"),
    ('{"type": "string", "pattern": "a"}', "$"),
    ('{"type": "string", "pattern": "^a|b$"}', "pattern"),
    ('{"type": "string", "pattern": "^[z-a]$"}', "“z-a”"),
    ('{"enum": ["say \\"a\\""]}', "“say"),
    ('{"$ref": "#"}', "$ref"),
    ('{"$ref": "https://example.com"}', "#/"),
    ('{"$ref": "#/$defs/a"}', "“#/$defs/a”"),
    ("{}", "type"),
]
EXAMPLES: list[Told] = [
    ('question,answer\n"never closed,b\nc,d\n', "2"),
    ('question,answer\n"a" b,c\n', "2"),
    ("question,answer\n" + "a" * 200_000 + ",b\n", "131,072"),
    ('{"question": "a", "answer": "b"}\n{"question": "a", "answer": }\n', "“}”"),
    ('{"question": "a", "answer": "b"}\n{"question": "a"\n', "2"),
    ('{"question": "a", "answer": "b"}\n["a", "b"]\n', "2"),
    ('{"a": ' + "[" * 100_000, "1"),
]
SCHEMA = json.dumps(
    {
        "type": "object",
        "properties": {
            "name": {"type": "string", "minLength": 1, "maxLength": 5},
            "age": {"type": "integer", "minimum": 0, "maximum": 150},
            "mood": {"enum": ["good", "bad"]},
            "tags": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2},
            "code": {"type": "string", "pattern": "^[0-9]+$"},
            "either": {"anyOf": [{"type": "null"}, {"type": "array"}]},
        },
        "required": ["name"],
        "additionalProperties": False,
    }
)
ANSWERS: list[Told] = [
    ('{"name": "Kim"', "JSON"),
    ("Sure! Here it is.", "“Sure!”"),
    ('{"name": "Kim"} I hope it helps.', "“I”"),
    ("{}", "“name”"),
    ('{"name": ""}', "/name"),
    ('{"name": "Alexander"}', "/name"),
    ('{"name": "Kim", "age": "52"}', "/age"),
    ('{"name": "Kim", "age": -1}', "/age"),
    ('{"name": "Kim", "age": 200}', "150"),
    ('{"name": "Kim", "mood": "meh"}', "good, bad"),
    ('{"name": "Kim", "tags": []}', "/tags"),
    ('{"name": "Kim", "tags": ["a", "b", "c"]}', "/tags"),
    ('{"name": "Kim", "code": "x"}', "^[0-9]+$"),
    ('{"name": "Kim", "either": 1}', "/either"),
    ('{"name": "Kim", "more": 1}', "“more”"),
]


def words_of_preset(text: str) -> str:
    return _refusal(lambda: read_preset("format = 1\n" + text, "내 것.toml"))


def words_of_pattern(text: str) -> str:
    return _refusal(lambda: check_rule(AnswerRule(RuleKind.PATTERN, pattern=text)))


def words_of_path(text: str) -> str:
    return _refusal(lambda: check_rule(AnswerRule(RuleKind.JSON_PATH, path=text)))


def words_of_grammar(text: str) -> str:
    return _refusal(lambda: check_output(OutputFormat(OutputKind.GBNF, grammar=text)))


def words_of_schema(text: str) -> str:
    return _refusal(lambda: check_output(OutputFormat(OutputKind.JSON_SCHEMA, json_schema=text)))


def words_of_answer(text: str) -> str:
    [problem] = validated(text, OutputFormat(OutputKind.JSON_SCHEMA, json_schema=SCHEMA)).problems
    return form_words(problem)


def _refusal(read: Callable[[], object]) -> str:
    with pytest.raises(MaruError) as refused:
        read()
    return sentence(refused.value).text


def cases(tell: Callable[[str], str], told: list[Told]) -> Iterator[object]:
    for number, (text, about) in enumerate(told):
        yield pytest.param(tell, text, about, id=f"{tell.__name__}-{number}")


CASES = [
    *cases(words_of_preset, [*TOML, *MEANING]),
    *cases(words_of_pattern, PATTERNS),
    *cases(words_of_path, PATHS),
    *cases(words_of_grammar, GRAMMARS),
    *cases(words_of_schema, SCHEMAS),
    *cases(words_of_answer, ANSWERS),
]


@pytest.fixture
def korean() -> Iterator[None]:
    speak("ko", translations=TRANSLATIONS)
    yield
    speak("en", translations=TRANSLATIONS)


@pytest.mark.parametrize(("tell", "text", "about"), CASES)
def test_what_is_wrong_is_said_with_what_it_is_about(tell: Callable[[str], str], text: str, about: str) -> None:
    assert about in tell(text)


@pytest.mark.usefixtures("korean")
@pytest.mark.parametrize(("tell", "text", "about"), CASES)
def test_in_korean_it_is_said_in_korean(tell: Callable[[str], str], text: str, about: str) -> None:
    said = tell(text)
    assert about in said
    assert foreign(said, text) == set()


@pytest.mark.usefixtures("korean")
@pytest.mark.parametrize(("text", "about"), EXAMPLES)
def test_examples_too(tmp_path: Path, text: str, about: str) -> None:
    path = tmp_path / "예시.csv"
    path.write_text(text, encoding="utf-8")
    said = _refusal(lambda: read_examples(path))
    assert about in said
    assert foreign(said, text) == set()


def foreign(said: str, text: str) -> set[str]:
    """Words in it that are not Korean, and come neither from the text nor from a format."""
    words = re.findall("[A-Za-z]+", re.sub(r"U\+[0-9A-F]{4,}", "", said))
    return {word for word in words if word not in NAMES and word not in text + SCHEMA}


@pytest.mark.usefixtures("korean")
@pytest.mark.parametrize("slip", [slip for slip in Slip if slip is not Slip.UNKNOWN])
def test_every_slip_has_words_of_its_own(slip: Slip) -> None:
    said = slip_words(slip, "답")
    assert said not in {"“답”", "답"}
    assert re.search("[가-힣]", said.replace("답", ""))


def test_what_no_parser_has_said_before_stays_in_its_words_between_quotes() -> None:
    assert slip_words(Slip.UNKNOWN, "brand new trouble") == "“brand new trouble”"
    assert slip_words("of a later version", "brand new {trouble}") == "“brand new {trouble}”"
