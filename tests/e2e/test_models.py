"""Models in the terminal: found on a Hub, fetched, listed, weighed, talked to, thrown away. The Hub is the tests'."""

import os
import re
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.e2e.conftest import Maru
from tests.fakes.hub.content import Bytes, StoredFile
from tests.fakes.hub.mischief import Slow, begin_range
from tests.fakes.hub.repositories import Card
from tests.fakes.hub.server import Exchange, HubServer
from tests.library.ggufs import CHAT, gguf

REPO, FILE = "maru/Smol-GGUF", "smol-Q4_1.gguf"
CARD = Card(downloads=1234, likes=5, parameters=134_515_008, context_length=8192)
LIST = {"name", "path", "size_bytes", "architecture", "parameters", "quantization", "context_length", "kind"}
FIT = {"verdict", "weights_bytes", "kv_bytes", "compute_bytes", "free_bytes", "gpu_layers", "context"}


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    """Not the person's own, and no proxy in between."""
    for variable in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "HF_TOKEN", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(variable, raising=False)
        monkeypatch.delenv(variable.lower(), raising=False)
    with HubServer() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        yield server


@pytest.fixture
def smol(hub: HubServer, starter_model: Path) -> StoredFile:
    """The real starter model, on the Hub."""
    file = StoredFile(FILE, Bytes(starter_model.read_bytes()))
    hub.add(REPO, {FILE: file, "README.md": b"# Smol"}, CARD)
    return file


@dataclass
class Stall:
    """Sends so much of a whole file and no more, until released."""

    after: int
    stalled: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def __call__(self, exchange: Exchange, file: StoredFile | None) -> bool:
        if file is None or exchange.asked.host != "cdn" or _is_piece(exchange) or self.released.is_set():
            return False
        start, _stop = begin_range(exchange, file)
        exchange.send_content(file.content, start, start + self.after)
        self.stalled.set()
        self.released.wait()
        exchange.hang_up()
        return True


def _is_piece(exchange: Exchange) -> bool:
    """Of the header, whose end is named too."""
    return bool(exchange.asked.range and exchange.asked.range[1])


def _part(maru: Maru) -> Path:
    return next((maru.data_dir / "models").rglob("*.part"))


def test_what_the_hub_has_is_found(hub: HubServer, maru: Maru) -> None:
    hub.add(REPO, {FILE: gguf()}, CARD)
    hub.add("maru/Other-GGUF", {FILE: gguf()}, Card(downloads=9999, gated="auto"))
    hub.add("maru/Else-GGUF", {FILE: gguf()}, Card(downloads=1))
    found = maru("models", "search", "smol", "--json")
    assert (found.code, found.err) == (0, "")
    assert [entry["repo"] for entry in found.json] == [REPO]
    assert {"downloads", "likes", "updated", "is_gated", "licence", "parameters"} <= set(found.json[0])
    by_downloads = maru("models", "search", "--sort", "downloads", "--limit", "2", "--json").json
    assert [entry["repo"] for entry in by_downloads] == ["maru/Other-GGUF", REPO]
    plain = maru("models", "search", "smol", "gguf")
    assert "135M" in plain.out
    assert "1,234" in plain.out


def test_nothing_found_is_no_failure(hub: HubServer, maru: Maru) -> None:
    plain, json = maru("models", "search", "zzz"), maru("models", "search", "zzz", "--json")
    assert (plain.code, plain.out, len(plain.sentences)) == (0, "", 1)
    assert (json.code, json.json) == (0, [])


def test_from_the_hub_to_an_answer_and_to_the_bin(
    hub: HubServer, smol: StoredFile, real_maru: Maru, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "system"))  # where this system's bin is
    weighed = real_maru("models", "fit", f"{REPO}:Q4_1", "--context", "2048", "--json").json
    assert weighed["verdict"] in {"cpu", "gpu"}
    pulled = real_maru("models", "pull", REPO, "--json")
    assert (pulled.code, pulled.err) == (0, "")
    path = Path(pulled.json["path"])
    assert path == real_maru.data_dir / "models" / "maru--Smol-GGUF" / FILE
    assert pulled.json["files"] == [{"path": str(path), "size_bytes": smol.size, "sha256": smol.sha256}]
    assert path.stat().st_size == smol.size
    asked = len(hub.requests)

    listed = {model["path"]: model for model in real_maru("models", "list", "--json").json}
    assert set(listed[str(path)]) >= LIST
    info = real_maru("models", "info", str(path), "--json").json
    assert info["parameters"] == CARD.parameters
    assert info["can_run"] is True
    assert "8,192 tokens" in real_maru("models", "fit", str(path), "--context", "100000", "--json").err
    fit = real_maru("models", "fit", str(path), "--context", "2048", "--json").json
    assert set(fit) >= FIT
    assert fit["context"] == 2048
    assert fit["needed_bytes"] == pytest.approx(weighed["needed_bytes"], rel=0.05), "near or far, checked or not"
    said = real_maru("chat", "Hello", "--model", "smol", "--max-tokens", "4", "--temporary", "--json")
    assert said.code == 0, said.err
    assert said.json["model"] == str(path)
    assert said.json["answer"].strip()
    assert (real_maru.data_dir / "measured.json").is_file(), "it learns what loading truly takes"
    assert len(hub.requests) == asked, "what is here needs no network"

    again = real_maru("models", "pull", f"{REPO}:Q4_1")
    assert again.code == 0
    assert not [one for one in hub.requests[asked:] if one.host == "cdn" and one.sent_bytes > 5_000_000]

    removed = real_maru("models", "rm", str(path), "--json")
    assert (removed.code, removed.json["path"]) == (0, str(path)), removed.err
    assert not path.exists()
    assert [found.name for found in (tmp_path / "system").rglob(FILE)] == [FILE], "it can be had back"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of a terminal are another matter there")
@pytest.mark.parametrize("ending", ["ctrl-c", "kill"])
def test_a_pull_that_was_ended_goes_on_where_it_was(hub: HubServer, smol: StoredFile, maru: Maru, ending: str) -> None:
    stall = hub.mischief = Stall(after=30_000_000)
    running = maru.start("models", "pull", REPO)
    assert stall.stalled.wait(60)
    children = running.children()
    if ending == "kill":
        running.process.send_signal(signal.SIGKILL)
        running.end()
    else:
        running.press_ctrl_c()
        ended = running.end()
        assert (ended.code, ended.out, len(ended.sentences)) == (1, "", 1)
        assert "goes on" in ended.err
    for child in children:
        child.wait(timeout=30)
    stall.released.set()
    kept = _part(maru).stat().st_size
    assert 0 < kept < smol.size
    before = len(hub.requests)
    listed = maru("models", "list", "--json").json
    assert not [model for model in listed if REPO.partition("/")[2] in model["path"]], "half a file is no model"
    pulled = maru("models", "pull", REPO, "--json")
    assert pulled.code == 0, pulled.err
    starts = [one.range[0] for one in hub.requests[before:] if one.host == "cdn" and one.range and not one.range[1]]
    assert starts == [kept]
    assert Path(pulled.json["path"]).read_bytes() == smol.content.read(0, smol.size)
    assert not list((maru.data_dir / "models").rglob("*.part"))


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal is another matter there")
def test_a_terminal_shows_verdict_and_progress(hub: HubServer, smol: StoredFile, maru: Maru) -> None:
    slow = Slow(piece=512 * 1024)
    hub.mischief = lambda exchange, file: not _is_piece(exchange) and slow(exchange, file)
    ours, theirs = os.openpty()
    running = maru.start("models", "pull", REPO, stderr=theirs)
    os.close(theirs)
    seen = ""
    with suppress(OSError):  # its end
        while piece := os.read(ours, 4096):
            seen += piece.decode(errors="replace")
    os.close(ours)
    assert running.end().code == 0
    assert "are needed" in seen.partition("█")[0], "the verdict is said before"
    shown = [line for line in seen.split("\r") if "MB/s" in line]
    assert re.search(r"█░.* \d+% · .* of 98 MB · .* MB/s · .* left", "\n".join(shown))


def test_offline_the_hub_is_not_asked(hub: HubServer, maru: Maru) -> None:
    hub.add(REPO, {FILE: gguf()}, CARD)
    offline = Maru(maru.data_dir, engine="fake", first=("--offline",))
    for words in (("search", "smol"), ("pull", REPO), ("fit", REPO)):
        said = offline("models", *words)
        assert (said.code, said.out, len(said.sentences)) == (1, "", 1)
        assert "offline" in said.err
    assert offline("models", "list").code == 0
    assert offline("chat", "Hello", "--temporary").code == 0
    (maru.data_dir / "settings.toml").write_text("[network]\noffline = true\n")
    assert maru("models", "search").code == 1
    assert hub.requests == []
    assert not (maru.data_dir / "connections.jsonl").exists()


def test_each_request_is_noted(hub: HubServer, maru: Maru) -> None:
    maru("models", "search", "smol")
    noted = (maru.data_dir / "connections.jsonl").read_text().splitlines()
    assert len(noted) == len(hub.requests) == 1
    assert hub.endpoint.removeprefix("http://") in noted[0]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("maru/Nothing-GGUF", "maru/Nothing-GGUF"),
        (f"{REPO}:Q9_9", "Q4_1"),
        ("maru/Gated-GGUF", "/maru/Gated-GGUF"),
        ("no name", "no name"),
    ],
)
def test_what_cannot_be_fetched_is_one_sentence(hub: HubServer, maru: Maru, wanted: str, said: str) -> None:
    hub.add(REPO, {FILE: gguf()}, CARD)
    hub.add("maru/Gated-GGUF", {FILE: gguf()}, Card(gated="auto"))
    pulled = maru("models", "pull", wanted)
    assert (pulled.code, pulled.out, len(pulled.sentences)) == (1, "", 1)
    assert said in pulled.err


def test_a_page_instead_of_a_model_is_refused_before_it_is_fetched(hub: HubServer, maru: Maru) -> None:
    hub.add(REPO, {FILE: b"<html>Not found</html>" * 100}, CARD)
    pulled = maru("models", "pull", REPO)
    assert (pulled.code, len(pulled.sentences)) == (1, 1)
    assert FILE in pulled.err


def test_an_address_names_a_file(hub: HubServer, maru: Maru) -> None:
    hub.add(REPO, {FILE: gguf(), "other-Q8_0.gguf": gguf()}, CARD)
    pulled = maru("models", "pull", f"{hub.endpoint}/{REPO}/blob/main/other-Q8_0.gguf", "--json")
    assert pulled.code == 0, pulled.err
    assert Path(pulled.json["path"]).name == "other-Q8_0.gguf"
    pulled = maru("models", "pull", REPO, "--file", FILE, "--json")
    assert Path(pulled.json["path"]).name == FILE


def test_korean(hub: HubServer, maru: Maru) -> None:
    hub.add(REPO, {FILE: gguf()}, CARD)
    korean = Maru(maru.data_dir, engine="fake", first=("--language", "ko"))
    for words in (("search", "smol"), ("search", "zzz"), ("pull", REPO), ("fit", REPO), ("list",)):
        said = korean("models", *words)
        assert said.code == 0
        assert any("가" <= letter <= "힣" for letter in said.out + said.err), words


def test_what_came_with_the_program_is_not_thrown_away(maru: Maru, starter_model: Path) -> None:
    said = maru("models", "rm", str(starter_model))
    assert (said.code, said.out, len(said.sentences)) == (1, "", 1)
    assert starter_model.exists()


@pytest.mark.parametrize("how", ["--copy", "--move"])
def test_a_file_from_elsewhere_comes_into_the_folder(maru: Maru, tmp_path: Path, how: str) -> None:
    elsewhere = tmp_path / "elsewhere.gguf"
    elsewhere.write_bytes(gguf())
    said = maru("models", "import", str(elsewhere), how, "--json")
    assert (said.code, said.err) == (0, "")
    assert said.json["path"] == str(maru.data_dir / "models" / "elsewhere.gguf")
    assert elsewhere.exists() is (how == "--copy")
    assert "elsewhere" in {model["name"] for model in maru("models", "list", "--json").json}


def test_a_smaller_copy(real_maru: Maru, starter_model: Path) -> None:
    refused = real_maru("models", "quantize", str(starter_model), "q2_k")
    assert (refused.code, refused.out, len(refused.sentences)) == (1, "", 1)
    said = real_maru("models", "quantize", str(starter_model), "q2_k", "--again", "--json")
    assert (said.code, said.err) == (0, "")
    path = Path(said.json["path"])
    assert path.parent == real_maru.data_dir / "models"
    assert said.json["size_bytes"] == path.stat().st_size < starter_model.stat().st_size
    assert real_maru("models", "info", str(path), "--json").json["quantization"].startswith("Q2_K")
    assert real_maru("models", "quantize", str(starter_model), "Q2_K", "--again").code == 1, "nothing is overwritten"


def test_what_suits_a_model_is_measured_and_kept(real_maru: Maru, starter_model: Path) -> None:
    said = real_maru("models", "tune", str(starter_model), "--seconds", "2", "--json")
    assert said.code == 0, said.err
    assert {"threads", "prompt_threads", "batch", "generation", "prompt"} <= set(said.json)
    assert said.json["threads"] >= 1
    kept = (real_maru.data_dir / "models.json").read_text()
    assert str(starter_model) in kept


def test_an_unknown_kind_of_network_is_listed_as_such(maru: Maru) -> None:
    folder = maru.data_dir / "models"
    folder.mkdir()
    (folder / "alien.gguf").write_bytes(gguf(CHAT | {"general.architecture": "alien"}))
    listed = {model["name"]: model["can_run"] for model in maru("models", "list", "--json").json}
    assert listed["alien"] is False
    info = maru("models", "info", "alien")
    assert info.code == 0
    assert "alien" in info.err
    assert "cannot run" in info.err
    assert maru("models", "info", "").code == 1
    fit = maru("models", "fit", "alien")
    assert (fit.code, fit.out, len(fit.sentences)) == (1, "", 1)


def test_who_fetches_what_cannot_run_is_told_so_alone(hub: HubServer, maru: Maru) -> None:
    hub.add(REPO, {FILE: gguf(CHAT | {"general.architecture": "alien"})}, CARD)
    pulled = maru("models", "pull", REPO, "--json")
    assert (pulled.code, pulled.json["verdict"], len(pulled.sentences)) == (0, None, 1)
    assert "alien" in pulled.err


def test_an_adapter_is_not_quantized(maru: Maru, tmp_path: Path) -> None:
    path = tmp_path / "lora.gguf"
    path.write_bytes(gguf({"general.architecture": "llama", "general.type": "adapter"}))
    said = maru("models", "quantize", str(path), "Q8_0")
    assert (said.code, len(said.sentences)) == (1, 1)
    assert "adapter" in said.err


def test_what_belongs_to_a_model_is_not_weighed(hub: HubServer, maru: Maru) -> None:
    hub.add(REPO, {FILE: gguf(), "mmproj-smol.gguf": gguf({"general.architecture": "clip"})}, CARD)
    fit = maru("models", "fit", f"{REPO}:mmproj-smol.gguf")
    assert (fit.code, fit.out) == (1, "")
    assert "only lets another model see" in fit.err


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have only names that are text")
def test_a_data_folder_whose_name_is_no_text(hub: HubServer, tmp_path: Path) -> None:
    hub.add(REPO, {FILE: gguf()}, CARD)
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    maru = Maru(folder, engine="fake")
    pulled = maru("models", "pull", REPO, "--json")
    assert pulled.code == 0, pulled.err
    assert Path(pulled.json["path"]).is_relative_to(folder)
    listed = {model["path"] for model in maru("models", "list", "--json").json}
    assert pulled.json["path"] in listed
    for words in (("info", "smol"), ("fit", "smol"), ("tune", "smol", "--seconds", "1")):
        assert maru("models", *words).code == 0, words
    assert maru("complete", "Hello", "--model", "smol").code == 0
    assert maru("chat", "Hello", "--model", "smol").code == 0
    assert maru("doctor").code in {0, 1}
