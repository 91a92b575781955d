import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import NotFound
from app.library.hub.names import Named, parse


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Qwen/Qwen3-4B-GGUF", Named("Qwen/Qwen3-4B-GGUF")),
        (" unsloth/gemma-3-4b-it-GGUF:Q4_K_M\n", Named("unsloth/gemma-3-4b-it-GGUF", "Q4_K_M")),
        ("hf.co/a/b:Q8_0", Named("a/b", "Q8_0")),
        ("hf://a/b", Named("a/b")),
        ("a/b/", Named("a/b")),
        ("https://huggingface.co/a/b", Named("a/b")),
        ("huggingface.co/a/b/", Named("a/b")),
        ("https://huggingface.co/a/b/tree/main", Named("a/b")),
        ("https://huggingface.co/a/b/discussions/3", Named("a/b")),
        ("https://huggingface.co/a/b?show_file_info=b-Q4_0.gguf#x", Named("a/b")),
        ("https://huggingface.co/a/b/blob/main/sub/c%20d-Q4_0.gguf", Named("a/b", "sub/c d-Q4_0.gguf")),
        ("https://huggingface.co/a/b/resolve/v1.0/c.gguf?download=true", Named("a/b", "c.gguf", "v1.0")),
        ("https://mirror.example:8443/a/b/blob/main/c.gguf", Named("a/b", "c.gguf")),
    ],
)
def test_what_people_paste(text: str, named: Named) -> None:
    assert parse(text, endpoint="https://mirror.example:8443") == named


@pytest.mark.parametrize(
    "text",
    [
        *("", "gemma", "a/b/c", "../etc/passwd", "a/..", "./b", "a b/c", "https://example.org/a/b", "https://hf.co/"),
        *("https://huggingface.co/a", "file:///a/b", "a/b:", "http://[::1", "ㄱ/ㄴ"),
        "https://huggingface.co/datasets/a/b",
    ],
)
def test_what_names_nothing(text: str) -> None:
    with pytest.raises(NotFound) as raised:
        parse(text)
    assert raised.value.kind == "hub"


@given(st.text())
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        named = parse(text)
    except NotFound:
        return
    assert named.repo.count("/") == 1
    assert ".." not in named.repo.split("/")
