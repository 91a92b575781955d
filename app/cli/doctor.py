"""The role `doctor`: what this computer has, and what is wrong, each in one sentence."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import chain

from app.cli import checks
from app.cli.arguments import add_json, role_parser
from app.cli.checks import DeviceUse, Finding
from app.cli.house import engine_alone, settings_of
from app.cli.launch import Launch
from app.cli.outcome import DONE, FAILED
from app.cli.terminal import show, show_json
from app.domain.errors import MaruError
from app.domain.settings import Settings
from app.engine.protocol import Devices, ListDevices
from app.library.catalog import model_folders, survey
from app.words.catalog import _


def run(launch: Launch) -> int:
    parser = role_parser("doctor", _("What this computer has, and what is wrong, each in one sentence."))
    add_json(parser)
    options = parser.parse_args(launch.arguments)
    findings, devices = _examine(launch, settings_of(launch))
    problems = [finding for finding in findings if finding.remedy]
    if options.json:
        show_json(
            {
                "ok": not problems,
                "devices": [_as_json(use) for use in devices],
                "problems": [asdict(problem) for problem in problems],
                "findings": [finding.text for finding in findings],
            }
        )
    else:
        _tell(findings, problems)
    return FAILED if problems else DONE


def _examine(launch: Launch, settings: Settings) -> tuple[list[Finding], list[DeviceUse]]:
    paths = launch.paths
    devices: list[DeviceUse] = []
    try:
        devices = _devices(launch, settings)
        about_devices = list(checks.devices_in_words(devices))
    except MaruError as error:
        about_devices = [checks.no_engine(error, paths.logs / "engine.log")]
    findings = chain(
        [checks.hardware()],
        about_devices,
        checks.libraries(),
        checks.folders(paths),
        checks.window(),
        checks.korean(),
        checks.models(paths, survey(model_folders(paths, settings.models))),
    )
    return list(findings), devices


def _devices(launch: Launch, settings: Settings) -> list[DeviceUse]:
    """From a child of its own: a driver that crashes crashes there. Raises EngineDied."""
    with engine_alone(launch) as engine:
        answer = engine.ask(ListDevices)
    if not isinstance(answer, Devices):
        raise TypeError(answer)
    return checks.uses(answer.devices, settings.running)


def _as_json(use: DeviceUse) -> dict[str, object]:
    device = use.device
    return {
        "name": device.name,
        "description": device.description,
        "backend": device.backend,
        "free_bytes": device.free_bytes,
        "total_bytes": device.total_bytes,
        "used": use.used,
        "reason": use.reason,
    }


def _tell(findings: Sequence[Finding], problems: Sequence[Finding]) -> None:
    for finding in findings:
        show(f"! {finding.text}\n  → {finding.remedy}\n" if finding.remedy else f"✓ {finding.text}\n")
    show("\n" + (_("See the lines with “!”.") if problems else _("Everything is in order.")) + "\n")
