import pytest

from app.domain.fit import Machine
from app.domain.loading import Device, LoadSettings, MemoryUse
from app.library.fit.anatomy import anatomy_of
from app.library.fit.placement import accelerators, place, uses
from app.library.fit.shape import cache_bytes, shape_of
from app.library.headers.header import Header
from tests.library.fit.headers import EMBEDDING_BYTES, GIB, LAYER_BYTES, OUTPUT_BYTES, header, machine

SETTINGS = LoadSettings(context=1024, sequences=1)


def layers_of(gpu_layers: int, *cards: int, split: tuple[float, ...] = (), layers: int = 8) -> str:
    """A letter for each layer and one for the output: c for main memory, else the card's number."""
    settings = LoadSettings(tensor_split=split)
    devices = accelerators(machine(GIB, *cards), settings)
    placed = place(anatomy_of(header(layers=layers)), gpu_layers, devices, settings)
    return "".join("c" if name == "CPU" else name[-1] for name in (*placed.layers, placed.output))


@pytest.mark.parametrize(
    ("gpu_layers", "cards", "expected"),
    [
        (0, (GIB,), "ccccccccc"),
        (1, (GIB,), "cccccccc0"),
        (3, (GIB,), "cccccc000"),
        (99, (GIB,), "000000000"),
        (99, (), "ccccccccc"),
        (9, (GIB, GIB), "000001111"),
        (9, (2 * GIB, GIB), "000000111"),
        (6, (GIB, GIB), "ccc000111"),
        (9, (GIB, GIB, GIB), "000111222"),
    ],
)
def test_the_last_layers_are_offloaded_in_the_proportions_of_what_is_free(
    gpu_layers: int, cards: tuple[int, ...], expected: str
) -> None:
    assert layers_of(gpu_layers, *cards) == expected


def test_a_split_that_was_chosen_counts_instead() -> None:
    assert layers_of(9, GIB, GIB, split=(1.0, 2.0)) == "000111111"
    assert layers_of(9, GIB, GIB, split=(1.0,)) == "000000000"
    assert layers_of(9, GIB, GIB, split=(0.0, 0.0)) == "000001111"


def test_cards_go_before_an_integrated_gpu_and_names_before_both() -> None:
    cpu = Device("CPU", "", "cpu", "CPU")
    card, inside = Device("CUDA0", "", "gpu", "CUDA"), Device("Vulkan0", "", "igpu", "Vulkan")
    broken = Device("CUDA1", "", "gpu", "CUDA", reason="driver")
    everything = Machine((cpu, inside, card, broken))
    assert accelerators(everything, SETTINGS) == (card,)
    assert accelerators(Machine((cpu, inside)), SETTINGS) == (inside,)
    assert accelerators(everything, LoadSettings(devices=("Vulkan0", "CUDA1"))) == (inside,)
    assert accelerators(everything, LoadSettings(devices=("CPU",))) == ()


def found(of: Header, gpu_layers: int, *cards: int, mapped: bool = True) -> dict[str, MemoryUse]:
    anatomy = anatomy_of(of)
    devices = accelerators(machine(GIB, *cards), SETTINGS)
    placement = place(anatomy, gpu_layers, devices, SETTINGS)
    return {use.device: use for use in uses(anatomy, placement, shape_of(anatomy, SETTINGS), mapped=mapped)}


def test_weights_and_cache_lie_where_their_layers_lie() -> None:
    all_of_it = found(header(), 0)["CPU"]
    assert all_of_it.weights_bytes == 4 * LAYER_BYTES + EMBEDDING_BYTES + OUTPUT_BYTES
    half = found(header(), 3, GIB)
    assert half["CPU"].weights_bytes == 2 * LAYER_BYTES + EMBEDDING_BYTES
    assert half["CUDA0"].weights_bytes == 2 * LAYER_BYTES + OUTPUT_BYTES
    assert half["CPU"].kv_bytes == half["CUDA0"].kv_bytes == all_of_it.kv_bytes // 2
    anatomy = anatomy_of(header())
    shape = shape_of(anatomy, SETTINGS)
    assert all_of_it.kv_bytes == sum(cache_bytes(anatomy, layer, shape) for layer in anatomy.layers)


def test_several_cards_together_hold_what_one_would() -> None:
    one, two = found(header(), 9, GIB), found(header(), 9, GIB, GIB)
    for part in ("weights_bytes", "kv_bytes"):
        assert sum(getattr(use, part) for use in one.values()) == sum(getattr(use, part) for use in two.values())
    assert two["CUDA0"].weights_bytes + two["CUDA1"].weights_bytes == one["CUDA0"].weights_bytes
    # Each computes, and inputs are there as often as batches are under way.
    assert sum(use.compute_bytes for use in two.values()) > sum(use.compute_bytes for use in one.values())


def test_an_embedding_that_is_the_output_too_lies_with_the_output() -> None:
    tied = header(tied=True)
    assert found(tied, 0)["CPU"].weights_bytes == 4 * LAYER_BYTES + EMBEDDING_BYTES
    mapped, copied = found(tied, 9, GIB), found(tied, 9, GIB, mapped=False)
    assert mapped["CUDA0"].weights_bytes == copied["CUDA0"].weights_bytes == 4 * LAYER_BYTES + EMBEDDING_BYTES
    assert (mapped["CPU"].weights_bytes, copied["CPU"].weights_bytes) == (0, EMBEDDING_BYTES)


def test_only_who_computes_the_output_needs_room_for_it() -> None:
    wide = header(vocabulary=50_000)
    some = found(wide, 1, GIB)  # the output alone
    none = found(wide, 0, GIB)["CPU"]
    assert some["CUDA0"].compute_bytes >= 50_000 * 512 * 4
    assert some["CPU"].compute_bytes < none.compute_bytes
