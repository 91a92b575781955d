from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import NotFound
from app.domain.loading import ModelKind
from app.domain.model_errors import ModelCutShort, ModelDamaged, ModelMissing, NoModels, NotAModel, PartMissing
from app.domain.settings import Models
from app.library.shelf.catalog import (
    ModelFile,
    default_model,
    find_model,
    find_models,
    header_of,
    look_inside,
    model_folders,
    survey,
)
from app.library.shelf.folders import Folder
from app.paths import inside
from tests.library.ggufs import CHAT, Tensor, gguf

Put = Callable[..., Path]


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "shelf"
    folder.mkdir()
    return folder


@pytest.fixture
def put(shelf: Path) -> Put:
    def put(name: str, content: bytes | None = None) -> Path:
        path = shelf / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gguf() if content is None else content)
        return path

    return put


def _names(*folders: Path) -> list[str]:
    return [model.name for model in find_models(folders)]


def test_models_are_found_at_any_depth_in_the_order_of_their_names(shelf: Path, put: Put) -> None:
    put("b/c/Zebra.gguf")
    put("ant.GGUF")
    put("b/.hidden/Middle.gguf")
    put("notes.txt")
    put("half.gguf.part")
    assert _names(shelf) == ["ant", "Middle", "Zebra"]


def test_a_model_is_described(shelf: Path, put: Put) -> None:
    path = put("Tiny-1B-Instruct.Q4_K_M.gguf", gguf(CHAT | {"general.file_type": 15}))
    assert find_models([shelf]) == (
        ModelFile(
            path=path,
            name="Tiny-1B-Instruct",
            size_bytes=path.stat().st_size,
            architecture="llama",
            parameters=128,
            quantization="Q4_K_M",
            context_length=2048,
            kind=ModelKind.CHAT,
            parts=(path,),
        ),
    )


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("gemma-3-270m-q4_k_m.gguf", "gemma-3-270m"),
        ("Qwen3-4B-UD-Q4_K_XL.gguf", "Qwen3-4B"),
        ("model-f16.gguf", "Tiny"),
        ("ggml-model-Q8_0.gguf", "Tiny"),
        ("sha256-" + "0f" * 32 + ".gguf", "Tiny"),
        ("Mistral.IQ2_XXS.gguf", "Mistral"),
        ("Llama-3-8B.gguf", "Llama-3-8B"),
        ("Q4_0.gguf", "Q4_0"),
    ],
)
def test_names_are_those_that_people_know(shelf: Path, put: Put, file: str, name: str) -> None:
    put(file)
    assert _names(shelf) == [name]


def test_the_parts_of_a_split_model_are_one(shelf: Path, put: Put) -> None:
    first = put("Big-Q8_0-00001-of-00003.gguf")
    for number in (2, 3):
        put(f"Big-Q8_0-0000{number}-of-00003.gguf", gguf({"split.no": number - 1}, [Tensor(), Tensor()]))
    (model,) = find_models([shelf])
    assert (model.name, model.path, model.parameters, len(model.parts)) == ("Big", first, 5 * 128, 3)
    assert model.size_bytes == sum(part.stat().st_size for part in model.parts)
    assert look_inside(model.parts[2]) == model


def test_a_part_that_is_missing_is_said_once(shelf: Path, put: Put) -> None:
    put("Big-00002-of-00003.gguf")
    put("Big-00003-of-00003.gguf")
    found = survey([shelf])
    assert not found.models
    (error,) = found.refused
    assert isinstance(error, PartMissing)
    assert (Path(error.path).name, error.part, error.parts) == ("Big-00001-of-00003.gguf", 1, 3)


@pytest.mark.parametrize("missing", [1, 2, 3])
def test_each_part_that_is_missing_is_named(shelf: Path, put: Put, missing: int) -> None:
    for number in {1, 2, 3} - {missing}:
        put(f"Big-0000{number}-of-00003.gguf", gguf(CHAT | {"split.no": number - 1, "split.count": 3}))
    found = survey([shelf])
    (error,) = found.refused
    assert not found.models
    assert isinstance(error, PartMissing)
    assert (Path(error.path).name, error.part, error.parts) == (f"Big-0000{missing}-of-00003.gguf", missing, 3)
    with pytest.raises(PartMissing):
        look_inside(shelf / "Big-00002-of-00003.gguf")


def test_a_part_under_another_name_is_no_whole_model(shelf: Path, put: Put) -> None:
    put("renamed.gguf", gguf(CHAT | {"split.no": 0, "split.count": 2}))
    (error,) = survey([shelf]).refused
    assert isinstance(error, PartMissing)
    assert (Path(error.path).name, error.part, error.parts) == ("renamed-00002-of-00002.gguf", 2, 2)


@pytest.mark.parametrize("name", ["a-00000-of-00000", "a-00002-of-00001", "a-00000-of-00002", "a-00001-of-99999"])
def test_a_name_that_only_looks_like_a_part_is_a_name(shelf: Path, put: Put, name: str) -> None:
    path = put(f"{name}.gguf")
    assert [model.parts for model in find_models([shelf])] == [(path,)]


def test_what_a_split_model_says_is_said_by_all_its_parts(shelf: Path, put: Put) -> None:
    put("Big-00001-of-00002.gguf", gguf(CHAT, []))
    put("Big-00002-of-00002.gguf", gguf({"split.no": 1}, [Tensor(name="blk.0.attn"), Tensor(name="output")]))
    (model,) = find_models([shelf])
    header = header_of(model)
    assert (header.architecture, header.tensors, header.size_bytes) == ("llama", 2, model.size_bytes)
    assert header.bytes_by_part == {"blk.0": 512, "output": 512}


def test_a_kind_of_network_that_nobody_knows_is_told(shelf: Path, put: Put) -> None:
    put("known.gguf", gguf({"general.architecture": "gpt2"}))
    put("new.gguf", gguf(CHAT | {"general.architecture": "maru9"}))
    models = find_models([shelf])
    assert [(model.name, model.can_run) for model in models] == [("known", True), ("new", False)]
    assert default_model(models).name == "known"


def test_what_belongs_to_other_models_stands_apart(shelf: Path, put: Put) -> None:
    put("lora.gguf", gguf({"general.architecture": "llama", "general.type": "adapter"}))
    put("mmproj-F16.gguf", gguf({"general.architecture": "clip"}))
    found = survey([shelf])
    assert not found.models
    assert [model.path.name for model in found.adapters] == ["lora.gguf"]
    assert [model.path.name for model in found.projectors] == ["mmproj-F16.gguf"]


def test_what_is_no_model_is_reported(shelf: Path, put: Put) -> None:
    put("cut.gguf", gguf()[:-100])
    put("page.gguf", b"<html>Not found</html>")
    put("vocabulary.gguf", gguf(tensors=[]))
    put("good.gguf")
    found = survey([shelf])
    assert [model.name for model in found.models] == ["good"]
    assert [type(error) for error in found.refused] == [ModelCutShort, NotAModel, ModelDamaged]


def test_links_lead_nowhere_twice(shelf: Path, put: Put) -> None:
    put("one/model-a.gguf")
    try:
        (shelf / "one" / "up").symlink_to(shelf, target_is_directory=True)
        (shelf / "same.gguf").symlink_to(shelf / "one" / "model-a.gguf")
        (shelf / "dangling.gguf").symlink_to(shelf / "nothing.gguf")
    except OSError:
        pytest.skip("this system lets nobody make links")
    found = survey([shelf, shelf / "one"])
    assert [model.name for model in found.models] == ["model-a"]
    assert [type(error) for error in found.refused] == [ModelMissing]


def test_folders_that_are_not_there_have_nothing(tmp_path: Path) -> None:
    assert survey([tmp_path / "nothing"]) == survey([])


def test_a_changed_file_is_read_again(shelf: Path, put: Put) -> None:
    put("model-a.gguf")
    assert find_models([shelf])[0].kind is ModelKind.CHAT
    put("model-a.gguf", gguf({"general.architecture": "gpt2"}))
    assert find_models([shelf])[0].kind is ModelKind.BASE


def test_a_model_is_found_by_what_people_call_it(shelf: Path, put: Put) -> None:
    small = put("Gemma-3-1B-Q4_0.gguf")
    put("Gemma-3-4B-Q4_0.gguf")
    put("Qwen3-4B.gguf")
    models = find_models([shelf])
    for name in ("gemma-3-1b", "Gemma-3-1B-Q4_0", "Gemma-3-1B-Q4_0.gguf", "gemma-3-1", "3-1b", str(small)):
        assert find_model(name, models).path == small


def test_a_name_that_is_not_clear_names_the_others(shelf: Path, put: Put) -> None:
    put("Gemma-3-1B-Q4_0.gguf")
    put("Gemma-3-4B-Q4_0.gguf")
    models = find_models([shelf])
    with pytest.raises(NotFound) as caught:
        find_model("gemma", models)
    assert caught.value.near.splitlines() == ["Gemma-3-1B-Q4_0.gguf", "Gemma-3-4B-Q4_0.gguf"]
    with pytest.raises(NotFound) as caught:
        find_model("gema-3-1b", models)
    assert "Gemma-3-1B" in caught.value.near
    with pytest.raises(NotFound) as caught:
        find_model("x" * 5000, models)
    assert not caught.value.near


def test_a_name_that_several_have_means_none_of_them(shelf: Path, put: Put) -> None:
    """Such as two quantizations of a model: `models rm` must not take either."""
    big = put("Gemma-Q8_0.gguf", gguf(CHAT | {"general.file_type": 7}))
    put("Gemma-Q4_0.gguf", gguf(CHAT | {"general.file_type": 2}))
    models = find_models([shelf])
    with pytest.raises(NotFound) as caught:
        find_model("gemma", models)
    assert (caught.value.kind, caught.value.near) == ("models", "Gemma-Q4_0.gguf\nGemma-Q8_0.gguf")
    assert find_model("gemma-q8_0", models).path == find_model("gemma:q8_0", models).path == big


def test_a_path_is_remembered_from_wherever_it_was_named(
    shelf: Path, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put("Gemma.gguf")
    monkeypatch.chdir(shelf)
    assert find_model("./Gemma.gguf", ()).path == path


def test_neither_nothing_nor_a_folder_is_a_models_name(shelf: Path, put: Put) -> None:
    """Else `models rm "$UNSET"` would take the only model that there is."""
    put("Gemma.gguf")
    for name in ("", shelf.name):
        with pytest.raises(NotFound):
            find_model(name, find_models([shelf]))


def test_files_of_the_same_name_are_told_apart_by_their_places(shelf: Path, put: Put) -> None:
    places = [str(put("a/Gemma.gguf")), str(put("b/gemma.gguf", gguf(CHAT | {"general.name": "Other"})))]
    with pytest.raises(NotFound) as caught:
        find_model("gemma", find_models([shelf]))
    assert caught.value.near.splitlines() == places


def test_a_path_is_a_path(tmp_path: Path, put: Put) -> None:
    with pytest.raises(ModelMissing):
        find_model(str(tmp_path / "nothing.gguf"), ())
    with pytest.raises(NotAModel):
        find_model(str(put("page.gguf", b"<html>")), ())
    assert find_model(str(put("elsewhere.gguf")), ()).name == "elsewhere"


def test_a_chat_model_is_talked_to_first(shelf: Path, put: Put) -> None:
    base = put("a-base.gguf", gguf({"general.architecture": "gpt2"}))
    put("b-encoder.gguf", gguf({"general.architecture": "bert"}))
    with pytest.raises(NoModels):
        default_model(find_models([shelf])[1:])
    assert default_model(find_models([shelf])).path == base
    chat = put("c-chat.gguf")
    assert default_model(find_models([shelf])).path == chat
    assert default_model(find_models([shelf]), str(base)).path == base


def test_the_starter_model_is_looked_for_first(tmp_path: Path) -> None:
    paths = inside(tmp_path)
    folders = model_folders(paths, Models(folders=("/somewhere",), others=False))
    starters = tuple(Folder(path, is_ours=False) for path in paths.starter_models)
    assert folders == (*starters, Folder(paths.models), Folder(Path("/somewhere")))
