"""The fake Hub is as good as the real one for the real client; else what the other tests prove is worth nothing."""

import hashlib
import io
from collections.abc import Iterator

import pytest
from huggingface_hub import HfApi, get_hf_file_metadata, hf_hub_url
from huggingface_hub.errors import (
    GatedRepoError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.file_download import http_get
from huggingface_hub.utils._headers import build_hf_headers
from huggingface_hub.utils._http import close_session

from tests.fakes.hub.content import Generated, StoredFile
from tests.fakes.hub.repositories import Card
from tests.fakes.hub.server import Exchange, HubServer

REPO, LARGE = "maru/Tiny-GGUF", Generated(3_000_000)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    monkeypatch.setattr("tqdm.std.tqdm.monitor_interval", 0)  # else a thread that nobody ends
    with HubServer() as server:
        server.add(REPO, {"tiny-Q4_0.gguf": LARGE, "README.md": b"# Tiny", "sub/tiny-Q8_0.gguf": b"GGUF"})
        yield server
        close_session()


@pytest.fixture
def api(hub: HubServer) -> HfApi:
    return HfApi(endpoint=hub.endpoint, token=False)


def test_model_info_tells_files_sizes_and_hashes(api: HfApi) -> None:
    info = api.model_info(REPO, files_metadata=True)
    sizes = {file.rfilename: file.size for file in info.siblings or ()}
    assert sizes == {"tiny-Q4_0.gguf": 3_000_000, "README.md": 6, "sub/tiny-Q8_0.gguf": 4}
    lfs = next(file.lfs for file in info.siblings or () if file.rfilename == "tiny-Q4_0.gguf")
    assert lfs is not None
    assert lfs.sha256 == hashlib.sha256(LARGE.read(0, LARGE.size)).hexdigest()


def test_tree_lists_one_folder_or_all(api: HfApi) -> None:
    assert {entry.path for entry in api.list_repo_tree(REPO)} == {"README.md", "sub", "tiny-Q4_0.gguf"}
    assert "sub/tiny-Q8_0.gguf" in {entry.path for entry in api.list_repo_tree(REPO, recursive=True)}


def test_search_filters_sorts_and_turns_pages(hub: HubServer, api: HfApi) -> None:
    hub.page_size = 2
    for number in range(5):
        hub.add(f"maru/More-{number}-GGUF", {}, Card(downloads=number))
    hub.add("maru/Other", {}, Card(tags=("safetensors",)))
    found = [row.id for row in api.list_models(filter="gguf", search="more", sort="downloads", limit=3)]
    assert found == ["maru/More-4-GGUF", "maru/More-3-GGUF", "maru/More-2-GGUF"]
    assert len(hub.requests) == 2


def test_large_file_comes_from_the_other_host_and_its_hash_from_the_first(hub: HubServer) -> None:
    url = hf_hub_url(REPO, "tiny-Q4_0.gguf", endpoint=hub.endpoint)
    known = get_hf_file_metadata(url, token=False)
    assert known.location.startswith(hub.cdn)
    assert known.size == LARGE.size
    assert known.commit_hash == hub.repositories[REPO].newest
    file = io.BytesIO()
    http_get(url, file, headers=build_hf_headers(token="hf_secret"), expected_size=LARGE.size)
    assert hashlib.sha256(file.getvalue()).hexdigest() == known.etag
    assert [(asked.host, asked.status) for asked in hub.requests] == [("hub", 302), ("hub", 302), ("cdn", 200)]
    assert "authorization" not in hub.requests[-1].headers


def test_small_file_stays_on_the_first_host(hub: HubServer) -> None:
    file = io.BytesIO()
    http_get(hf_hub_url(REPO, "README.md", endpoint=hub.endpoint), file)
    assert file.getvalue() == b"# Tiny"
    assert [(asked.host, asked.status) for asked in hub.requests] == [("hub", 307), ("hub", 200)]


def test_the_rest_of_a_file_can_be_asked_for(hub: HubServer) -> None:
    file = io.BytesIO(LARGE.read(0, 1_000_000))
    file.seek(0, io.SEEK_END)
    url = hf_hub_url(REPO, "tiny-Q4_0.gguf", endpoint=hub.endpoint)
    http_get(url, file, resume_size=1_000_000, expected_size=LARGE.size)
    assert file.getvalue() == LARGE.read(0, LARGE.size)
    assert hub.requests[-1].range == (1_000_000, None)
    assert hub.requests[-1].sent_bytes == 2_000_000


def test_the_hub_says_no_as_the_client_expects(hub: HubServer, api: HfApi) -> None:
    hub.add("maru/Gated-GGUF", {"a.gguf": b"GGUF"}, Card(gated="manual"))
    with pytest.raises(GatedRepoError):
        get_hf_file_metadata(hf_hub_url("maru/Gated-GGUF", "a.gguf", endpoint=hub.endpoint), token=False)
    with pytest.raises(GatedRepoError):
        get_hf_file_metadata(hf_hub_url("maru/Gated-GGUF", "a.gguf", endpoint=hub.endpoint), token="hf_wrong")
    hub.tokens.add("hf_right")
    assert get_hf_file_metadata(hf_hub_url("maru/Gated-GGUF", "a.gguf", endpoint=hub.endpoint), token="hf_right").size
    with pytest.raises(RepositoryNotFoundError):
        api.model_info("maru/None", token="hf_right")
    with pytest.raises(RevisionNotFoundError):
        api.model_info(REPO, revision="0123456")
    with pytest.raises(RemoteEntryNotFoundError):
        get_hf_file_metadata(hf_hub_url(REPO, "none.gguf", endpoint=hub.endpoint), token=False)


def test_mischief_may_answer_in_its_own_way(hub: HubServer, api: HfApi) -> None:
    def fail(exchange: Exchange, file: StoredFile | None) -> bool:
        exchange.answer(503)
        return True

    hub.mischief = fail
    with pytest.raises(Exception, match="503"):
        api.model_info(REPO)


def test_two_commits_are_two_files(hub: HubServer) -> None:
    first = hub.repositories[REPO].newest
    hub.add(REPO, {"tiny-Q4_0.gguf": Generated(3_000_000, seed=1)})
    old, new = (
        get_hf_file_metadata(hf_hub_url(REPO, "tiny-Q4_0.gguf", revision=revision, endpoint=hub.endpoint))
        for revision in (first, "main")
    )
    assert old.etag != new.etag


def test_generated_bytes_are_the_same_wherever_they_are_read() -> None:
    whole = LARGE.read(0, LARGE.size)
    assert len(whole) == LARGE.size
    assert LARGE.read(65_000, 70_000) == whole[65_000:135_000]
    assert LARGE.read(LARGE.size, 1) == b""
