"""The estimate for each device beside what lies there: one Vulkan device, and the same one twice as two.

`python3 dev.py vulkan` builds the engine for it and runs these.
"""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from app.domain.fit import Machine
from app.domain.loading import LoadSettings
from app.engine.protocol import Devices, ListDevices
from app.library.fit.fit import fit
from app.library.headers.gguf import read_header
from tests.real.driver import Engine

_package = find_spec("llama_cpp")
_is_built = _package is not None and any(Path(str(_package.origin)).parent.glob("lib/*ggml-vulkan*"))
pytestmark = [
    pytest.mark.vulkan,
    pytest.mark.skipif(not _is_built, reason="this engine has no Vulkan: `python3 dev.py vulkan` builds one that has"),
]
MIB = 1024**2


@pytest.mark.parametrize(
    ("seen_devices", "gpu_layers", "split"),
    [("0", 99, ()), ("0", 12, ()), ("0,0", 99, ()), ("0,0", 99, (1.0, 3.0)), ("0,0", 20, (2.0, 1.0))],
)
def test_each_device_holds_what_was_foretold(
    make_engine: Callable[[], Engine],
    starter_model: Path,
    monkeypatch: pytest.MonkeyPatch,
    seen_devices: str,
    gpu_layers: int,
    split: tuple[float, ...],
) -> None:
    monkeypatch.setenv("GGML_VK_VISIBLE_DEVICES", seen_devices)
    engine = make_engine()
    devices = engine.ask(ListDevices).first(Devices).devices
    names = tuple(device.name for device in devices if device.kind == "gpu")
    settings = LoadSettings(context=4096, gpu_layers=gpu_layers, devices=names, tensor_split=split)
    loaded = engine.loaded(starter_model, context=4096, gpu_layers=gpu_layers, devices=names, tensor_split=split)
    seen = fit(read_header(starter_model), settings, Machine(devices))
    assert seen.gpu_layers == loaded.gpu_layers
    truth = {use.device: use for use in loaded.memory}
    assert {use.device for use in seen.memory} == truth.keys() == {"CPU", *names}
    for use in seen.memory:
        true = truth[use.device]
        assert use.weights_bytes == pytest.approx(true.weights_bytes, abs=MIB // 4)
        assert use.kv_bytes == pytest.approx(true.kv_bytes, abs=MIB // 4)
        assert use.compute_bytes == pytest.approx(true.compute_bytes, rel=0.1, abs=8 * MIB)
