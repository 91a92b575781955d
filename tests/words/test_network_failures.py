import pytest

from app.domain import network_errors as e
from app.words.failures import sentence
from app.words.remedies import Remedy

PAGE = "https://huggingface.co/a/b"


@pytest.mark.parametrize(
    ("error", "says", "remedy"),
    [
        (e.NotAllowed("h", "a/b", PAGE), "then enter your token", Remedy.OPEN_PAGE),
        (e.NotAllowed("h", "a/b", PAGE, had_token=True), "another token", Remedy.OPEN_PAGE),
        (e.NotAllowed("h", had_token=True), "does not accept your token", Remedy.CHANGE_SETTING),
        (e.NotAllowed("h"), "its address", Remedy.CHANGE_SETTING),
        (e.NotThere("h"), "its address", Remedy.CHANGE_SETTING),
        (e.NotThere("h", "a/b"), "has no “a/b”", None),
        (e.HostUnreachable("http://[", "address"), "no address", Remedy.CHANGE_SETTING),
        (e.NotEnoughSpace("a.gguf", "/m", needed_bytes=9, free_bytes=8), "8 bytes are free", Remedy.FREE_SPACE),
        (e.NotEnoughSpace("a.gguf", "/m", needed_bytes=8, free_bytes=9), "no file so large", Remedy.FREE_SPACE),
        (e.HostUnreachable("h", "dns"), "connected?", Remedy.RETRY),
    ],
)
def test_each_refusal_says_what_can_be_done(
    error: e.NetworkError | e.DownloadError, says: str, remedy: Remedy | None
) -> None:
    said = sentence(error)
    assert says in said.text
    assert said.remedy_id == remedy
    assert "“”" not in said.text
