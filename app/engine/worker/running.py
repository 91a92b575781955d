"""A loaded model at work: requests are prepared beside the decode loop, which takes them up between two steps."""

import time

from app.engine.worker.journal import Journal
from app.engine.worker.loading import Opened
from app.engine.worker.native.context import AbortFlag
from app.engine.worker.outlet import Outlet
from app.engine.worker.pace import Pace
from app.engine.worker.preparing import Preparer
from app.engine.worker.scheduler import Scheduler
from app.engine.worker.sequences import Sequences


class Running:
    """Ends with `close`: from then on its memory is free."""

    def __init__(self, opened: Opened, *, flag: AbortFlag, outlet: Outlet, journal: Journal) -> None:
        self.opened = opened
        self._outlet = outlet
        shape = opened.shape
        self._sequences = Sequences(opened.context, shape.sequences, window=opened.model.window)
        self.scheduler = Scheduler(
            opened.model,
            opened.context,
            self._sequences,
            pace=Pace(most=shape.threads, batch=shape.batch),
            batch=shape.batch,
            flag=flag,
            send=outlet.send,
            clock=time.perf_counter,
        )
        self.preparer = Preparer(opened.model, context=opened.context.size, journal=journal)

    def close(self) -> None:
        self.opened.close()
