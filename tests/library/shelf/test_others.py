"""Models of other programs, laid out as those programs do."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from app.domain.model_errors import ModelMissing
from app.domain.settings import Models
from app.library.shelf.catalog import ModelFile, find_model, find_models, model_folders, survey
from app.library.shelf.files import fingerprint, watched
from app.library.shelf.folders import GPT4ALL, HUGGING_FACE, JAN, LM_STUDIO, OLLAMA, Folder
from app.library.shelf.ollama import MODEL, PROJECTOR
from app.paths import inside
from tests.library.ggufs import CHAT, gguf

QWEN = gguf(CHAT | {"general.name": "Qwen"})
LLAMA = gguf(CHAT | {"general.name": "Llama"})
EYES = gguf({"general.architecture": "clip", "general.type": "mmproj"})


def _put(path: Path, content: bytes = LLAMA) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _link(path: Path, target: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.symlink_to(target)
    except OSError:
        pytest.skip("this system lets nobody make links")
    return path


def _found(source: str, *folders: Path) -> tuple[ModelFile, ...]:
    models = find_models(Folder(folder, source, is_ours=False) for folder in folders)
    assert all(model.source == source and not model.is_ours for model in models)
    return models


# --- Ollama --------------------------------------------------------------------------------------------------------


def _blob(folder: Path, content: bytes) -> str:
    digest = sha256(content).hexdigest()
    _put(folder / "blobs" / f"sha256-{digest}", content)
    return f"sha256:{digest}"


def _manifest(folder: Path, name: str, *layers: tuple[str, str], root: str = "manifests") -> None:
    manifest = {
        "schemaVersion": 2,
        "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "digest": _blob(folder, b"{}")},
        "layers": [
            *({"mediaType": kind, "digest": digest, "size": 1} for kind, digest in layers),
            {"mediaType": "application/vnd.ollama.image.template", "digest": _blob(folder, b"{{ .Prompt }}")},
        ],
    }
    _put(folder / root / name, json.dumps(manifest).encode())


def test_ollama_manifests_lead_to_their_blobs(tmp_path: Path) -> None:
    llama, qwen, eyes = _blob(tmp_path, LLAMA), _blob(tmp_path, QWEN), _blob(tmp_path, EYES)
    _manifest(tmp_path, "registry.ollama.ai/library/llama3.2/latest", (MODEL, llama))
    _manifest(tmp_path, "registry.ollama.ai/library/llama3.2/3b", (MODEL, llama))
    _manifest(tmp_path, "registry.ollama.ai/someone/seer/7b", (MODEL, qwen), (PROJECTOR, eyes))
    _put(tmp_path / "blobs" / ("sha256-" + "0" * 64 + "-partial"), LLAMA[:100])
    models = _found(OLLAMA, tmp_path)
    assert [model.name for model in models] == ["llama3.2:3b", "someone/seer:7b"]
    assert models[0].path.read_bytes() == LLAMA
    assert models[0].projector is None
    assert models[1].projector is not None
    assert models[1].projector.read_bytes() == EYES
    assert find_model("someone/seer:7b", models) == models[1]
    assert find_model("llama3.2", models) == models[0]


def test_ollama_other_hosts_and_newer_layouts(tmp_path: Path) -> None:
    _manifest(tmp_path, "hf.co/owner/Repo-GGUF/Q4_K_M", (MODEL, _blob(tmp_path, LLAMA)), root="manifests-v2")
    child = json.dumps({"layers": [{"mediaType": MODEL, "digest": _blob(tmp_path, QWEN)}]}).encode()
    several = {"manifests": [{"runner": "mlx", "layers": []}, {"runner": "ollama", "digest": _blob(tmp_path, child)}]}
    _put(tmp_path / "manifests" / "registry.ollama.ai" / "library" / "qwen3" / "4b", json.dumps(several).encode())
    assert [model.name for model in _found(OLLAMA, tmp_path)] == ["hf.co/owner/Repo-GGUF:Q4_K_M", "qwen3:4b"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b'{"layers": [{"digest": "\xff"}]}',
        b'{"layers": 7}',
        b'{"layers": [{"mediaType": "' + MODEL.encode() + b'", "digest": "sha256:../../etc/passwd"}]}',
        b'{"manifests": ' + b"[" * 100_000,
        b'{"layers": [{"mediaType": "application/vnd.ollama.image.tensor", "digest": "sha256:00"}]}',
    ],
)
def test_ollama_manifests_that_say_nothing(tmp_path: Path, content: bytes) -> None:
    _put(tmp_path / "manifests" / "registry.ollama.ai" / "library" / "broken" / "latest", content)
    _manifest(tmp_path, "registry.ollama.ai/library/good/latest", (MODEL, _blob(tmp_path, LLAMA)))
    assert [model.name for model in _found(OLLAMA, tmp_path)] == ["good:latest"]


def test_ollama_blob_that_is_not_there(tmp_path: Path) -> None:
    _manifest(tmp_path, "registry.ollama.ai/library/gone/latest", (MODEL, "sha256:" + "0" * 64))
    shelf = survey([Folder(tmp_path, OLLAMA, is_ours=False)])
    assert not shelf.models
    assert [type(error) for error in shelf.refused] == [ModelMissing]


# --- Jan -----------------------------------------------------------------------------------------------------------


def test_jan_describes_its_models_in_files_beside_them(tmp_path: Path) -> None:
    models = tmp_path / "data" / "llamacpp" / "models"
    _put(models / "Qwen3-4B-Q4_K_M" / "model.gguf", QWEN)
    own = "model_path: llamacpp/models/Qwen3-4B-Q4_K_M/model.gguf\nname: Qwen3-4B-Q4_K_M\nsize_bytes: 1\n"
    _put(models / "Qwen3-4B-Q4_K_M" / "model.yml", own.encode())
    linked = _put(tmp_path / "my models" / "it's mine.gguf")
    eyes = _put(tmp_path / "my models" / "eyes.gguf", EYES)
    quoted = f"model_path: '{str(linked).replace(chr(39), chr(39) * 2)}'\r\nmmproj_path: \"{eyes}\"\r\n"
    _put(models / "someone" / "mine" / "model.yml", quoted.encode())
    _put(models / "undescribed" / "Other-Q8_0.gguf", gguf(CHAT | {"llama.context_length": 1}))
    found = _found(JAN, models)
    assert [model.name for model in found] == ["mine", "Other", "Qwen3-4B-Q4_K_M"]
    assert (found[0].path, found[0].projector) == (linked, eyes)


def test_what_jan_only_names_is_ours_where_it_lies_with_us(tmp_path: Path) -> None:
    models, linked = tmp_path / "llamacpp" / "models", _put(tmp_path / "mine" / "Tiny.gguf")
    _put(models / "tiny" / "model.yml", f"model_path: {linked}".encode())
    (model,) = find_models([linked.parent, Folder(models, JAN, is_ours=False)])
    assert (model.name, model.source, model.is_ours) == ("Tiny", "", True)


def test_jan_of_earlier_versions(tmp_path: Path) -> None:
    _put(tmp_path / "jan" / "models" / "tinyllama-1.1b" / "tinyllama-1.1b-chat.Q4_K_M.gguf")
    _put(tmp_path / "jan" / "models" / "tinyllama-1.1b" / "model.json", b"{}")
    assert [model.name for model in _found(JAN, tmp_path / "jan" / "models")] == ["tinyllama-1.1b-chat"]


@pytest.mark.parametrize(
    "content", [b"", b"\xff\0", b"model_path: \n", b"model_path: nothing.gguf", b'model_path: "\0"']
)
def test_jan_files_that_say_nothing(tmp_path: Path, content: bytes) -> None:
    _put(tmp_path / "llamacpp" / "models" / "broken" / "model.yml", content)
    assert _found(JAN, tmp_path / "llamacpp" / "models") == ()


# --- Hugging Face --------------------------------------------------------------------------------------------------


def test_the_cache_of_hugging_face_shows_each_blob_once(tmp_path: Path) -> None:
    repository = tmp_path / "models--owner--Tiny-GGUF"
    blob = _put(repository / "blobs" / sha256(LLAMA).hexdigest())
    _put(repository / "blobs" / "abc.incomplete", LLAMA[:50])
    for revision in ("aaa", "bbb"):
        _link(repository / "snapshots" / revision / "Tiny-Q4_0.gguf", Path("..") / ".." / "blobs" / blob.name)
    _put(tmp_path / "datasets--owner--words" / "snapshots" / "aaa" / "no-model.gguf")
    (model,) = _found(HUGGING_FACE, tmp_path)
    assert (model.name, model.path.parent.name) == ("Tiny", "aaa")


def test_split_files_of_the_cache_are_one_model(tmp_path: Path) -> None:
    repository = tmp_path / "models--owner--Big"
    for number in (1, 2):
        content = gguf(CHAT | {"split.no": number - 1, "split.count": 2})
        blob = _put(repository / "blobs" / sha256(content).hexdigest(), content)
        _link(repository / "snapshots" / "aaa" / f"Big-0000{number}-of-00002.gguf", Path("../../blobs", blob.name))
    (model,) = _found(HUGGING_FACE, tmp_path)
    assert (model.name, len(model.parts), model.parameters) == ("Big", 2, 256)


# --- the rest ------------------------------------------------------------------------------------------------------


def test_half_files_are_not_even_refused(tmp_path: Path) -> None:
    _put(tmp_path / "whole.gguf")
    for name in (
        "incomplete-half.gguf",
        "half.gguf.part",
        "half.gguf.incomplete",
        "half.gguf.download",
        "._whole.gguf",
    ):
        _put(tmp_path / name, LLAMA[:60])
    shelf = survey([Folder(tmp_path, GPT4ALL, is_ours=False)])
    assert ([model.name for model in shelf.models], shelf.refused) == (["whole"], ())


def test_whoever_a_folder_belongs_to_no_model_comes_twice(tmp_path: Path) -> None:
    studio = tmp_path / ".lmstudio" / "models"
    model = _put(studio / "owner" / "Tiny-GGUF" / "Tiny-Q4_0.gguf")
    blob = _put(tmp_path / "blobs" / "sha256-0", QWEN)
    _link(tmp_path / "mine" / "linked.gguf", blob)
    folders = [Folder(studio), Folder(tmp_path / "mine"), Folder(tmp_path), Folder(studio, LM_STUDIO, is_ours=False)]
    found = find_models(folders)
    assert [one.path.name for one in found] == ["Tiny-Q4_0.gguf", "linked.gguf"]
    assert (found[0].source, found[0].is_ours) == (LM_STUDIO, False), "though the person named its folder too"
    assert found[1].is_ours
    assert find_model(str(model), found) == found[0], "a path leads to what is known of it"


def test_a_hard_link_is_no_other_model(tmp_path: Path) -> None:
    blob = _put(tmp_path / "ollama" / "blobs" / "sha256-1")
    (tmp_path / "studio").mkdir()
    try:
        (tmp_path / "studio" / "Tiny.gguf").hardlink_to(blob)
        (tmp_path / "studio" / "Tiny again.gguf").hardlink_to(blob)
    except OSError:
        pytest.skip("this disk has no hard links")
    assert [model.name for model in find_models([tmp_path / "studio"])] == ["Tiny again"]


@pytest.mark.parametrize("name", ["x" * 300, "nul\0byte"])
@pytest.mark.parametrize("source", ["", LM_STUDIO, OLLAMA, JAN, GPT4ALL, HUGGING_FACE])
def test_a_folder_that_may_not_be_looked_at_has_nothing(tmp_path: Path, source: str, name: str) -> None:
    """Such as that of another user's Ollama: like a name that is too long, it makes pathlib raise."""
    folder = Folder(tmp_path / name / "models", source)
    assert survey([folder]) == survey([])
    assert watched([folder]) == ()
    fingerprint([folder])


def test_the_starter_model_at_two_places_is_listed_once(tmp_path: Path) -> None:
    places = [tmp_path / "bundle", tmp_path / "cache", tmp_path / "own"]
    for place in places:
        _put(place / "starter.gguf", LLAMA)
    _put(tmp_path / "own" / "other.gguf", LLAMA)
    _put(tmp_path / "cache" / "second.gguf", QWEN)
    folders = [Folder(places[0], is_ours=False), Folder(places[1], is_ours=False), Folder(places[2])]
    found = [(model.path.parent.name, model.path.name, model.is_ours) for model in find_models(folders)]
    assert found == [
        ("bundle", "starter.gguf", False),
        ("cache", "second.gguf", False),
        ("own", "other.gguf", True),
    ]


def test_all_of_them_are_looked_for(tmp_path: Path) -> None:
    home = tmp_path / "home"
    _put(home / ".lmstudio" / "models" / "a" / "b" / "Studio.gguf")
    _put(home / ".local" / "share" / "nomic.ai" / "GPT4All" / "Nomic.gguf", QWEN)
    paths = replace(inside(tmp_path / "data"), home=home)
    settings = Models(folders=(str(_put(tmp_path / "alone" / "Pointed at.gguf")),))
    _put(tmp_path / "alone" / "Not pointed at.gguf")
    folders = model_folders(paths, settings, environment={})
    found = {model.name: model.source for model in find_models(folders) if tmp_path in model.path.parents}
    if "Nomic" in found:  # where Linux has it
        assert found.pop("Nomic") == GPT4ALL
    assert found == {"Studio": LM_STUDIO, "Pointed at": ""}
    alone = model_folders(paths, Models(others=False), environment={})
    assert not any(folder.source for folder in alone)


def test_a_change_is_noticed(tmp_path: Path) -> None:
    folders = [Folder(tmp_path / "models"), Folder(tmp_path / "ollama", OLLAMA, is_ours=False)]
    values = [fingerprint(folders)]
    model = _put(tmp_path / "models" / "deep" / "one.gguf")
    values.append(fingerprint(folders))
    model.write_bytes(LLAMA + bytes(32))
    values.append(fingerprint(folders))
    _manifest(tmp_path / "ollama", "registry.ollama.ai/library/a/latest", (MODEL, _blob(tmp_path / "ollama", QWEN)))
    values.append(fingerprint(folders))
    assert len(set(values)) == 4
    _put(tmp_path / "models" / "deep" / "notes.txt")
    assert fingerprint(folders) == values[-1]
    watchable = {path.relative_to(tmp_path).as_posix() for path in watched(folders)}
    assert {"models", "models/deep", "ollama/manifests/registry.ollama.ai/library/a"} <= watchable
    assert not any("blobs" in path for path in watchable)
