"""The role `doctor`: what this computer has, and what is wrong, each in one sentence."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import chain

from msgspec import structs

from app.cli import checks, device_checks, model_checks
from app.cli.arguments import add_json, role_parser
from app.cli.checks import Finding
from app.cli.house import engine_of, library_of
from app.cli.launch import Launch
from app.cli.loop import Loop
from app.cli.outcome import DONE, FAILED
from app.cli.terminal import show, show_json
from app.domain.engine_errors import EngineDied
from app.domain.errors import MaruError
from app.domain.loading import Device
from app.engine.protocol import Devices, ListDevices
from app.library.hardware import NO_GPU, is_end
from app.library.packs import installed
from app.wiring import Library
from app.words.catalog import _


def run(launch: Launch) -> int:
    parser = role_parser("doctor", _("What this computer has, and what is wrong, each in one sentence."))
    add_json(parser)
    options = parser.parse_args(launch.arguments)
    with library_of(launch) as (library, loop):
        findings, devices = _examine(library, loop)
    problems = [finding for finding in findings if finding.remedy]
    if options.json:
        show_json(
            {
                "ok": not problems,
                "devices": [_as_json(device) for device in devices],
                "problems": [asdict(problem) for problem in problems],
                "findings": [finding.text for finding in findings],
            }
        )
    else:
        _tell(findings, problems)
    return FAILED if problems else DONE


def _examine(library: Library, loop: Loop) -> tuple[list[Finding], tuple[Device, ...]]:
    devices: tuple[Device, ...] = ()
    try:
        found = _found(library, loop)
        devices = found.devices
        packs = device_checks.packs(installed(library.paths.packs), found.commit, devices)
        about_devices = [*device_checks.devices(devices), *packs]
    except MaruError as error:
        about_devices = [device_checks.no_engine(error, library.paths.logs / "engine.log")]
    findings = chain(
        [checks.hardware()],
        about_devices,
        checks.libraries(),
        checks.folders(library.paths),
        checks.window(),
        checks.korean(),
        model_checks.models(library, library.shelf()),
        model_checks.network(library),
    )
    return list(findings), devices


def _found(library: Library, loop: Loop) -> Devices:
    """From a child of its own: a driver that crashes does so there, and the next child leaves it alone."""
    try:
        return _listed(library, loop, gpu=True)
    except EngineDied as error:
        if not is_end(error):
            raise
    found = _listed(library, loop, gpu=False)
    return structs.replace(found, devices=(*found.devices, NO_GPU))


def _listed(library: Library, loop: Loop, *, gpu: bool) -> Devices:
    settings = library.settings.running.load_settings()
    with engine_of(library, loop, gpu=gpu) as engine:
        answer = engine.ask(lambda number: ListDevices(number, settings))
    if not isinstance(answer, Devices):
        raise TypeError(answer)
    return answer


def _as_json(device: Device) -> dict[str, object]:
    """The reason in words; why is the machine's word for it, empty for a device that is used."""
    return {
        "name": device.name,
        "description": device.description,
        "backend": device.backend,
        "free_bytes": device.free_bytes,
        "total_bytes": device.total_bytes,
        "used": not device.reason,
        "reason": device_checks.reason(device),
        "why": device.reason,
    }


def _tell(findings: Sequence[Finding], problems: Sequence[Finding]) -> None:
    for finding in findings:
        show(f"! {finding.text}\n  → {finding.remedy}\n" if finding.remedy else f"✓ {finding.text}\n")
    show("\n" + (_("See the lines with “!”.") if problems else _("Everything is in order.")) + "\n")
