"""A loaded model at work: its scheduler, what prepares requests for it, and the states of its chats."""

import time
from dataclasses import replace
from pathlib import Path

from app.domain.engine_errors import Stopped
from app.domain.fault import to_fault
from app.engine.protocol import Failed, Load
from app.engine.worker.journal import Journal
from app.engine.worker.loading import Opened
from app.engine.worker.native.context import AbortFlag
from app.engine.worker.outlet import Outlet
from app.engine.worker.pace import Pace
from app.engine.worker.preparing import Preparer
from app.engine.worker.rendering import Renderer
from app.engine.worker.scheduler import Scheduler
from app.engine.worker.scoring import Scorer
from app.engine.worker.sequences import Sequences
from app.engine.worker.states import States, state_key

_IDLE_S = 2.0  # a chat that paused this long is worth writing down
_UNHURRIED_S = 60.0
_LEAVING_S = 0.9  # the app waits 2 s for our end


class Running:
    """Ends with `close`: from then on its memory is free."""

    def __init__(
        self, opened: Opened, load: Load, *, flag: AbortFlag, outlet: Outlet, renderer: Renderer, journal: Journal
    ) -> None:
        shape = opened.shape
        self._sequences = Sequences(opened.context, shape.sequences, window=opened.model.window, states=_states(load))
        self._send = outlet.send
        clock = time.perf_counter
        pace = Pace(batch=shape.batch, fixed=load.settings.threads, clock=clock)
        self.scorer = Scorer(opened.model, opened.context, self._sequences, pace=pace, clock=clock)
        self.scheduler = Scheduler(
            opened.model,
            opened.context,
            self._sequences,
            pace=pace,
            batch=shape.batch,
            flag=flag,
            send=outlet.send,
            clock=clock,
        )
        self.preparer = Preparer(
            opened.model,
            context=opened.context.size,
            override=load.settings.chat_template,
            renderer=renderer,
            journal=journal,
        )
        choice = self.preparer.choice
        self.opened = replace(opened, facts=replace(opened.facts, template=choice.name, template_note=choice.note))
        self._worked = time.monotonic()

    @property
    def is_idle(self) -> bool:
        return self.scheduler.is_idle and self.scorer.is_idle

    def patience(self) -> float | None:
        """How long the inbox may be waited for before there is something to do without it."""
        if not self.is_idle:
            return 0
        if not self._sequences.has_unsaved:
            return None
        return max(0.0, self._worked + _IDLE_S - time.monotonic())

    def work(self) -> None:
        """One step of the answers and of a text that is judged beside them.

        Or, when a chat has been idle for a while, its state to disk.
        """
        if not self.is_idle:
            self.scheduler.step()
            if said := self.scorer.step(self.scheduler.held()):
                self._send(said)
            self._worked = time.monotonic()
        elif self._sequences.has_unsaved and time.monotonic() - self._worked >= _IDLE_S:
            self.save()

    def cancel(self, request: int) -> None:
        if not self.scheduler.cancel(request) and (stopped := self.scorer.cancel(request)):
            self._send(stopped)

    def abandon(self) -> list[int]:
        """After a failure inside `work`: forget every request and all memory. The requests, for their Failed."""
        return [*self.scheduler.abandon(), *self.scorer.abandon()]

    def save(self, *, within: float = _UNHURRIED_S) -> int:
        """The number of files that were written."""
        return self._sequences.save(within=within)

    def leave(self) -> None:
        """The process ends: what is not on disk or in another process vanishes with it anyway."""
        self.save(within=_LEAVING_S)
        self.preparer.close()

    def close(self) -> None:
        """Another model follows. Nothing may be preparing any more."""
        self.scheduler.cancel_all()
        self._send(*(Failed(request, to_fault(Stopped())) for request in self.scorer.abandon()))
        self.leave()
        self.opened.close()


def _states(load: Load) -> States | None:
    """None where no folder is given, or the folder cannot be used: a cache is no reason to refuse a model."""
    if not load.state_folder:
        return None
    try:
        return States(Path(load.state_folder), key=state_key(Path(load.path), load.settings), limit=load.state_limit)
    except OSError:
        return None
