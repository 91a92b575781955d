"""Lets the engine say what loading would take, without loading: the proof of an estimate, for a file that is here."""

from collections.abc import Callable
from dataclasses import replace

from app.domain.fault import from_fault
from app.domain.fit import Fit, Machine
from app.domain.loading import LoadSettings
from app.engine.client import EngineClient
from app.engine.protocol import PLANNING_S, Failed, FromEngine, Plan, Planned
from app.library.fit.fit import checked
from app.library.hardware import StartProbe, is_end

Listener = Callable[[Fit], None]
Weigh = Callable[[LoadSettings], Fit]


class Rehearsal:
    """Of one model on one machine, in children to throw away: a graphics driver may end them, or never answer.

    Then all is weighed anew for the processor alone, which is where loading ends too (chat/gpu_ladder.py). All methods
    belong to the owner's thread.
    """

    def __init__(self, start_engine: StartProbe, machine: Machine, weigh: Weigh) -> None:
        """Weigh estimates how the model would lie on this machine."""
        self._start_engine = start_engine
        self._machine = machine
        self._weigh = weigh
        self._children: list[EngineClient] = []

    def ask(self, path: str, settings: LoadSettings, listener: Listener, *, patience_s: float = PLANNING_S) -> None:
        """The listener gets the estimate as the engine knows it better, or as it is when the engine will not say."""
        seen = self._weigh(settings)
        has_gpu = settings.gpu_layers != 0 and not seen.gpu_note

        def hear(message: FromEngine) -> None:
            if has_gpu and _has_ended(message):
                self._ask_alone(path, settings, seen, listener)
            else:
                listener(self._better(seen, message))

        as_seen = replace(settings, context=seen.context, gpu_layers=seen.gpu_layers)
        self._begin(gpu=has_gpu).ask(lambda number: Plan(number, path, as_seen, patience_s), hear)

    def close(self) -> None:
        """End the children, and wait."""
        for child in self._children:
            child.close()

    def _ask_alone(self, path: str, settings: LoadSettings, before: Fit, listener: Listener) -> None:
        """A child without the GPU shows whether that was to blame, or the model's file."""
        without = replace(settings, gpu_layers=0)
        alone = replace(self._weigh(without), gpu_note="none_crashed")

        def hear(message: FromEngine) -> None:
            listener(before if _has_ended(message) else self._better(alone, message))

        as_seen = replace(without, context=alone.context)
        self._begin(gpu=False).ask(lambda number: Plan(number, path, as_seen), hear)

    def _better(self, seen: Fit, message: FromEngine) -> Fit:
        return checked(seen, message.plan, self._machine) if isinstance(message, Planned) else seen

    def _begin(self, *, gpu: bool) -> EngineClient:
        self._children.append(self._start_engine(gpu=gpu))
        return self._children[-1]


def _has_ended(message: FromEngine) -> bool:
    return isinstance(message, Failed) and is_end(from_fault(message.fault))
