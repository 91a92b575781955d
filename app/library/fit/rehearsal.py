"""Lets the engine say what loading would take, without loading: the proof of an estimate, for a file that is here."""

from collections.abc import Callable
from dataclasses import replace

from app.domain.fit import Fit, Machine
from app.domain.loading import LoadSettings
from app.engine.client import EngineClient
from app.engine.protocol import FromEngine, Plan, Planned
from app.library.fit.fit import checked


def rehearse(
    child: EngineClient,
    path: str,
    settings: LoadSettings,
    *,
    seen: Fit,
    machine: Machine,
    listener: Callable[[Fit], None],
) -> None:
    """The listener gets what was seen as the engine knows it better, or as it is when the engine will not say.

    The child should be one to throw away: native code may end it.
    """

    def hear(message: FromEngine) -> None:
        listener(checked(seen, message.plan, machine) if isinstance(message, Planned) else seen)

    as_seen = replace(settings, context=seen.context, gpu_layers=seen.gpu_layers)
    child.ask(lambda number: Plan(number, path, as_seen), hear)
