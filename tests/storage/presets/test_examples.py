import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.preset import Example
from app.domain.preset_errors import ExamplesUnreadable, PresetUnreadable
from app.storage.presets.examples import read_examples
from app.words.failures import sentence

ADDED = Example("2, and 3?", "5", "2 + 3\n= 5")


def read(tmp_path: Path, content: str | bytes, name: str = "x.csv") -> tuple[Example, ...]:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_examples(path)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_is_read_however_it_was_saved(tmp_path: Path, separator: str, encoding: str) -> None:
    rows = [
        ["Question", "reasoning", "ANSWER"],
        ['"2, and 3?"', '"2 + 3\n= 5"', "5"],
        [],
        ['"say ""hi"""', "", "hi; you"],
    ]
    text = "\r\n".join(
        separator.join(row if separator != ";" else [f'"{c}"' if ";" in c else c for c in row]) for row in rows
    )
    assert read(tmp_path, text.encode(encoding)) == (ADDED, Example('say "hi"', "hi; you"))


def test_a_table_of_korean_windows_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, "질문,풀이 과정,정답,사용\n둘 더하기 셋?,2+3=5,5,\n끔?,,x,아니요\n".encode("cp949")) == (
        Example("둘 더하기 셋?", "5", "2+3=5"),
        Example("끔?", "x", enabled=False),
    )


@pytest.mark.parametrize(
    "header", ["input,output", "prompt,completion", "Instruction,Response", "text,label", "user,assistant"]
)
def test_the_usual_names_of_columns_are_known(tmp_path: Path, header: str) -> None:
    assert read(tmp_path, f"id,{header}\n1,a,b") == (Example("a", "b"),)


@pytest.mark.parametrize(
    "value",
    [
        {"question": "2, and 3?", "answer": "5", "reasoning": "2 + 3\n= 5"},
        {"question": "2, and 3?", "answer": "2 + 3\n= <<2+3=5>>5\n#### 5"},
        {"input": "2, and 3?", "expected": 5, "solution": "2 + 3\n= 5\n#### 5", "more": [1, {}]},
    ],
)
def test_lines_of_json_are_read_as_data_sets_write_them(tmp_path: Path, value: dict[str, object]) -> None:
    assert read(tmp_path, f"\n{json.dumps(value)}\n", "x.jsonl") == (ADDED,)


def test_messages_give_the_last_question_and_its_answer(tmp_path: Path) -> None:
    def said(role: str, content: object) -> dict[str, object]:
        return {"role": role, "content": content}

    talk = [
        said("system", "s"),
        said("user", "first"),
        said("assistant", "fine"),
        said("user", "a"),
        said("assistant", "b"),
    ]
    parts = [said("user", [{"type": "text", "text": "a"}, {"type": "image"}]), said("assistant", "b")]
    text = "\n".join(json.dumps({"messages": messages}) for messages in (talk, parts))
    assert read(tmp_path, text, "x.jsonl") == (Example("a", "b"), Example("a", "b"))


@given(
    st.lists(
        st.tuples(*[st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip)] * 2),
        min_size=1,
        max_size=3,
    )
)
def test_any_text_arrives_whole(tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]) -> None:
    text = "\n".join(json.dumps({"question": question, "answer": answer}) for question, answer in pairs)
    found = read(tmp_path_factory.mktemp("x"), text)
    assert [(one.question, one.answer) for one in found] == [
        (question.strip(), answer.strip()) for question, answer in pairs
    ]


@pytest.mark.parametrize(
    ("content", "line", "why"),
    [
        ("name,age\nAda,36\n", 0, "columns"),
        ("", 0, "empty"),
        ("question,answer\n", 0, "empty"),
        ("question,answer\na,b\nc\n", 3, "columns"),
        ('question,answer\na,b\n"a"x,b\n', 3, "syntax"),
        ('question,answer\n"a,b\n', 2, "syntax"),
        ('question,answer\n"a\nb",c\n"two\r\nlines",\n', 4, "columns"),
        ('question,answer\r\na,b\r\n"never closed,b\r\n가,b\r\n', 3, "syntax"),
        ("question,answer\na,\0\n", 2, "columns"),
        ("question,answer\n" + "a" * 200_000 + ",b\n", 2, "syntax"),
        ("question,answer\n" + "a,b\n" * 1001, 0, "many"),
        (b"question,answer\n\xff\xff\xff,b\n", 0, "encoding"),
        ('{"question": "a", "answer": "b"}\n{"question": "a"}\n', 2, "columns"),
        ('{"question": "a", "answer": "b"}\n{"question": \n', 2, "syntax"),
        ('{"question": "a", "answer": "b"}\n3\n', 2, "object"),
        ('{"a": ' + "[" * 100_000, 1, "syntax"),
        ('{"a": ' + "9" * 10_000 + "}", 1, "syntax"),
        ('{"messages": [{"role": "user", "content": "a"}, 3]}', 1, "columns"),
        ('{"question": "a", "answer": "b", "reasoning": "' + " " * 3_000_000 + '"', 1, "syntax"),
    ],
)
def test_what_is_no_example_is_said_with_its_line(tmp_path: Path, content: str | bytes, line: int, why: str) -> None:
    with pytest.raises(ExamplesUnreadable) as refused:
        read(tmp_path, content)
    assert (refused.value.line, refused.value.why) == (line, why)
    assert "x.csv" in sentence(refused.value).text
    assert str(line) in sentence(refused.value).text or not line


def test_more_than_anybody_means_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(ExamplesUnreadable) as refused:
        read(tmp_path, b"x" * (16 * 1024**2 + 1))
    assert refused.value.why == "many"


def test_what_is_no_file_is_said_to_be_none(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.csv"):
        with pytest.raises(PresetUnreadable):
            read_examples(path)
