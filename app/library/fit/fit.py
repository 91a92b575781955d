"""Whether a model fits, how it is best placed, and how long its context can be: all from the header."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.domain.fit import Fit, Machine, Verdict
from app.domain.loading import LONGEST_CONTEXT, Device, LoadSettings, MemoryPlan, MemoryUse
from app.library.fit.anatomy import Anatomy, anatomy_of
from app.library.fit.placement import MAIN, accelerators, place, uses
from app.library.fit.shape import shape_of
from app.library.headers.header import Header
from app.library.measured import Measured

_GIB = 1024**3
_SHORTEST = 2048  # tokens; a context below this is no help to anybody
_COMFORTABLE = 8192  # tokens; no less is given up for the sake of speed


def fit(header: Header, settings: LoadSettings, machine: Machine, *, measured: Measured | None = None) -> Fit:
    """The verdict with its numbers. With settings.gpu_layers -1 as many layers as fit go to the accelerators."""
    anatomy, machine = anatomy_of(header), _told(machine)
    devices = accelerators(machine, settings)
    every = len(anatomy.layers) + 1
    has_failed = settings.gpu_layers != 0 and any(device.reason == "failed" for device in machine.devices)
    note = "none_crashed" if has_failed else ""

    def at(layers: int) -> Fit:
        seen = _fit_with(header, anatomy, layers, settings=settings, machine=machine, measured=measured)
        return replace(seen, gpu_note=note)

    if settings.gpu_layers >= 0 or not devices:
        return at(min(max(0, settings.gpu_layers), every) if devices else 0)
    low, high = 0, every  # low fits on the accelerators, what is above high does not
    while low < high:
        middle = (low + high + 1) // 2
        if _room(at(middle).memory, devices):
            low = middle
        else:
            high = middle - 1
    return at(low)


def choose(
    header: Header,
    settings: LoadSettings,
    machine: Machine,
    *,
    measured: Measured | None = None,
    shorten: bool = False,
) -> LoadSettings:
    """The settings with the number of GPU layers found out; shorten lets the context be as long as fits.

    A context that fits on the accelerators is taken while it stays comfortable; when none fits, the settings stay.
    """
    found = [
        (replace(settings, context=context, gpu_layers=seen.gpu_layers), seen)
        for context in (_contexts(header, settings) if shorten else (settings.context,))
        for seen in [fit(header, replace(settings, context=context), machine, measured=measured)]
    ]
    quick = [chosen for chosen, seen in found if seen.verdict is Verdict.GPU]
    if quick and (quick[0].context >= _COMFORTABLE or not shorten):
        return quick[0]
    return next((chosen for chosen, seen in found if seen.verdict is not Verdict.NO), found[0][0])


def checked(seen: Fit, plan: MemoryPlan, machine: Machine) -> Fit:
    """With the compute buffers of the engine's dry run, and its sum of what is kept between tokens."""
    machine = _told(machine)
    true = {use.device: use for use in plan.memory}
    kept, planned = seen.kv_bytes, sum(use.kv_bytes for use in plan.memory)
    memory = tuple(
        replace(
            use,
            compute_bytes=true[use.device].compute_bytes if use.device in true else use.compute_bytes,
            kv_bytes=round(use.kv_bytes * planned / kept) if kept and planned else use.kv_bytes,
        )
        for use in seen.memory
    )
    return _judged(replace(seen, memory=memory, error=0.0), machine)


def _told(machine: Machine) -> Machine:
    """A device that does not tell its memory is taken to have the processor's, as llama.cpp takes it."""
    main = next((device for device in machine.devices if device.kind == "cpu"), None)
    if main is None:
        return machine
    return Machine(
        tuple(
            device if device.total_bytes else replace(device, free_bytes=main.free_bytes, total_bytes=main.total_bytes)
            for device in machine.devices
        )
    )


def _contexts(header: Header, settings: LoadSettings) -> Iterator[int]:
    """What is asked for, then the powers of two below it."""
    asked = max(min(settings.context or header.context_length, LONGEST_CONTEXT), _SHORTEST)
    yield settings.context
    step = 1 << (asked.bit_length() - 1)
    while step >= _SHORTEST:
        if step < asked:
            yield step
        step //= 2


def _fit_with(
    header: Header,
    anatomy: Anatomy,
    gpu_layers: int,
    *,
    settings: LoadSettings,
    machine: Machine,
    measured: Measured | None,
) -> Fit:
    shape = shape_of(anatomy, settings)
    placement = place(anatomy, gpu_layers, accelerators(machine, settings), settings)
    estimate = Fit(
        verdict=Verdict.NO,
        memory=uses(anatomy, placement, shape, mapped=settings.mmap),
        free_bytes=0,
        context=shape.context,
        gpu_layers=gpu_layers,
        layers=len(anatomy.layers) + 1,
        parameters=header.parameters,
        bits_per_weight=8 * sum(header.bytes_by_type.values()) / header.parameters if header.parameters else 0.0,
    )
    return _judged(measured.corrected(header.architecture, estimate) if measured else estimate, machine)


def _judged(seen: Fit, machine: Machine) -> Fit:
    held = {use.device for use in seen.memory}
    devices = [device for device in machine.devices if device.name in held or device.kind == "cpu"]
    if not _room(seen.memory, devices):
        verdict = Verdict.NO
    elif not seen.gpu_layers:
        verdict = Verdict.CPU
    else:
        verdict = Verdict.GPU if seen.gpu_layers >= seen.layers else Verdict.PARTLY
    return replace(seen, verdict=verdict, free_bytes=_free(devices, verdict))


def _free(devices: Sequence[Device], verdict: Verdict) -> int:
    """Where the model would lie; memory that a GPU shares with the processor counts once."""
    if verdict is Verdict.GPU:
        return sum(device.free_bytes for device in devices if device.kind != "cpu")
    return sum(device.free_bytes for device in devices if not _shares_memory(device))


def _room(memory: tuple[MemoryUse, ...], devices: Sequence[Device]) -> bool:
    """Whether each of these devices can hold its part; what shares main memory counts there too."""
    needed = {use.device: use.weights_bytes + use.kv_bytes + use.compute_bytes for use in memory}
    shared = sum(needed.get(device.name, 0) for device in devices if _shares_memory(device))
    return all(
        needed.get(device.name if device.kind != "cpu" else MAIN, 0) + (shared if device.kind == "cpu" else 0)
        <= device.free_bytes - _margin(device)
        for device in devices
    )


def _margin(device: Device) -> int:
    """Left free: drivers, other programs and llama.cpp's own work need some that is in no buffer."""
    return min(_GIB, device.total_bytes // (16 if device.kind == "cpu" else 10))


def _shares_memory(device: Device) -> bool:
    """An integrated GPU works in main memory, and so do Apple's."""
    return device.kind == "igpu" or device.backend.startswith(("MTL", "Metal"))
