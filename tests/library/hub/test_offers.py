import pytest

from app.domain.errors import NotFound
from app.domain.hub import Entry, RemoteFile, Repository
from app.library.hub.offers import choose_offer, offers, quantization_in


@pytest.mark.parametrize(
    ("path", "quantization"),
    [
        ("Qwen3-4B-Q4_K_M.gguf", "Q4_K_M"),
        ("qwen2.5-7b-instruct-q4_k_m-00001-of-00002.gguf", "Q4_K_M"),
        ("Qwen3-4B-UD-Q4_K_XL.gguf", "UD-Q4_K_XL"),
        ("Meta-Llama-3.1-8B-Instruct.Q8_0.gguf", "Q8_0"),
        ("gpt-oss-20b-mxfp4.gguf", "MXFP4"),
        ("gpt-oss-20b-MXFP4_MOE.gguf", "MXFP4_MOE"),
        ("model-IQ2_XXS.gguf", "IQ2_XXS"),
        ("Phi-3-mini-4k-instruct-fp16.gguf", "F16"),
        ("gemma-3-270m-it-BF16.gguf", "BF16"),
        ("bitnet-TQ2_0.gguf", "TQ2_0"),
        ("UD-Q2_K_XL/DeepSeek-R1-UD-Q2_K_XL-00001-of-00005.gguf", "UD-Q2_K_XL"),
        ("Q4_K_M/model-00001-of-00002.gguf", "Q4_K_M"),
        ("model.Q4_K_M.imported.gguf", "Q4_K_M"),
        ("Qwen3-4B-Q4_K_M-2507.gguf", "Q4_K_M"),
        ("model.gguf", ""),
        ("FAQ4_tuned.gguf", ""),
    ],
)
def test_a_quantization_is_in_the_name_or_the_folder(path: str, quantization: str) -> None:
    assert quantization_in(path) == quantization


def test_the_files_of_a_split_model_are_one_offer_in_order() -> None:
    parts = [_file(f"Q8_0/big-Q8_0-0000{number}-of-00003.gguf", number) for number in (3, 1, 2)]
    found = offers([*parts, _file("big-Q4_0.gguf", 5)])
    assert [(offer.quantization, offer.size_bytes) for offer in found] == [("Q4_0", 5), ("Q8_0", 6)]
    assert [file.size_bytes for file in found[1].files] == [1, 2, 3]


def test_a_split_model_that_lacks_a_part_is_not_offered() -> None:
    assert offers([_file(f"big-Q8_0-0000{number}-of-00003.gguf") for number in (1, 3)]) == ()


def test_what_belongs_to_a_model_stands_apart_and_behind() -> None:
    names = ("mmproj-F16.gguf", "mmproj-model-f16.gguf", "tiny-lora-F16.gguf", "tiny-Q4_0.gguf", "colorado-Q8_0.gguf")
    found = offers([_file(name) for name in names])
    assert [offer.kind for offer in found] == ["model", "model", "projector", "projector", "adapter"]


def test_what_is_no_model_is_left_out() -> None:
    names = (
        *("README.md", "imatrix_unsloth.gguf", "tiny.imatrix.gguf", "ggml-vocab-llama.gguf", "tiny.safetensors"),
        *("MTP/gemma-4-26B-A4B-it-BF16-MTP.gguf", "mtp-gemma-4-E4B-it.gguf"),
    )
    assert offers([_file(name) for name in names]) == ()


def test_several_models_in_one_repository_are_several_offers() -> None:
    found = offers([_file("a-Q4_0.gguf", 1), _file("b-Q4_0.gguf", 2), _file("sub/a-Q4_0.gguf", 3)])
    assert [offer.files[0].path for offer in found] == ["a-Q4_0.gguf", "b-Q4_0.gguf", "sub/a-Q4_0.gguf"]


@pytest.mark.parametrize(
    ("names", "wish", "chosen"),
    [
        (("a-Q2_K.gguf", "a-Q4_K_M.gguf", "a-Q8_0.gguf"), "", "a-Q4_K_M.gguf"),
        (("a-Q2_K.gguf", "a-UD-Q4_K_XL.gguf"), "", "a-UD-Q4_K_XL.gguf"),
        (("a-Q2_K.gguf", "a-Q3_K_S.gguf"), "", "a-Q2_K.gguf"),
        (("mmproj-Q4_K_M.gguf", "a-Q8_0.gguf"), "", "a-Q8_0.gguf"),
        (("a-Q2_K.gguf", "a-Q8_0.gguf"), "q8_0", "a-Q8_0.gguf"),
        (("sub/a-Q2_K.gguf", "a-Q8_0.gguf"), "sub/a-q2_k.gguf", "sub/a-Q2_K.gguf"),
        (("sub/a-Q2_K.gguf", "a-Q8_0.gguf"), "a-Q2_K.gguf", "sub/a-Q2_K.gguf"),
        (
            ("a-Q8_0-00001-of-00002.gguf", "a-Q8_0-00002-of-00002.gguf"),
            "a-Q8_0-00002-of-00002.gguf",
            "a-Q8_0-00001-of-00002.gguf",
        ),
        (("a-Q8_0.gguf", "mmproj-F16.gguf"), "mmproj-F16.gguf", "mmproj-F16.gguf"),
    ],
)
def test_one_is_meant(names: tuple[str, ...], wish: str, chosen: str) -> None:
    assert choose_offer(_repository(*names), wish).files[0].path == chosen


def test_a_wish_that_nothing_fulfils_names_what_there_is() -> None:
    with pytest.raises(NotFound) as raised:
        choose_offer(_repository("a-Q2_K.gguf", "a-Q8_0.gguf"), "Q4_0")
    assert (raised.value.name, raised.value.near) == ("maru/tiny:Q4_0", "Q2_K\nQ8_0")
    with pytest.raises(NotFound):
        choose_offer(_repository("mmproj-F16.gguf"))


def test_a_repository_without_any_says_so() -> None:
    with pytest.raises(NotFound) as raised:
        choose_offer(_repository("model.safetensors"), "Q4_0")
    assert raised.value.kind == "gguf"


def _file(path: str, size: int = 1) -> RemoteFile:
    return RemoteFile(path, size)


def _repository(*names: str) -> Repository:
    return Repository(Entry("maru/tiny"), "0" * 40, offers([_file(name) for name in names]))
