from collections.abc import Callable
from pathlib import Path

import pytest

from app.library.shelf.catalog import survey
from tests.library.ggufs import gguf

Put = Callable[..., None]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def put(name: str, *, width: int = 0, kind: str = "model", architecture: str = "llama", recipe: int = 1) -> None:
        metadata: dict[str, object] = {"general.architecture": architecture, "general.file_type": recipe}
        if kind == "model":
            metadata[f"{architecture}.embedding_length"] = width
        else:
            metadata |= {"general.architecture": "clip", "clip.vision.projection_dim": width}
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(gguf(metadata))

    return put


def _pairs(folder: Path) -> dict[str, str | None]:
    return {model.path.name: model.projector.name if model.projector else None for model in survey([folder]).models}


def test_beside_one_model_in_several_sizes_there_is_no_doubt(tmp_path: Path, put: Put) -> None:
    put("a/gemma-3-4b-it-Q4_K_M.gguf", width=2560)
    put("a/gemma-3-4b-it-Q8_0.gguf", width=2560)
    put("a/mmproj-model-f32.gguf", kind="eyes", recipe=0)
    put("a/mmproj-model-f16.gguf", kind="eyes", recipe=1)
    put("b/elsewhere.gguf", width=2560)
    assert _pairs(tmp_path) == {
        "gemma-3-4b-it-Q4_K_M.gguf": "mmproj-model-f16.gguf",
        "gemma-3-4b-it-Q8_0.gguf": "mmproj-model-f16.gguf",
        "elsewhere.gguf": None,
    }


def test_among_many_models_the_name_decides(tmp_path: Path, put: Put) -> None:
    put("Qwen2-VL-2B-Q4_K_M.gguf", architecture="qwen2vl", width=1536)
    put("Qwen2-VL-7B-Q4_K_M.gguf", architecture="qwen2vl", width=3584)
    put("Llama-3-8B.gguf", width=4096)
    put("mmproj-Qwen2-VL-2B-f16.gguf", kind="eyes")
    assert _pairs(tmp_path) == {
        "Qwen2-VL-2B-Q4_K_M.gguf": "mmproj-Qwen2-VL-2B-f16.gguf",
        "Qwen2-VL-7B-Q4_K_M.gguf": None,
        "Llama-3-8B.gguf": None,
    }


def test_without_a_name_the_width_decides(tmp_path: Path, put: Put) -> None:
    put("small.gguf", width=1536)
    put("large.gguf", width=4096)
    put("mmproj-f16.gguf", kind="eyes", width=4096)
    assert _pairs(tmp_path) == {"small.gguf": None, "large.gguf": "mmproj-f16.gguf"}
