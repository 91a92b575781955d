"""The loaded model on the bench: tuning's steps are real ones, and its clock is the wall's."""

import time
from collections.abc import Callable
from dataclasses import replace

import psutil

from app.domain.engine_errors import Stopped
from app.domain.loading import ModelKind, ThreadRates
from app.engine.protocol import Tune, Tuning
from app.engine.worker.crowd import processors
from app.engine.worker.loading import Opened
from app.engine.worker.native.context import Result
from app.engine.worker.threads import ladder
from app.engine.worker.tuning import tune


def measure(
    opened: Opened, asked: Tune, *, send: Callable[[Tuning], None], is_unwanted: Callable[[], bool]
) -> ThreadRates:
    """Forgets all that the context holds. Raises Stopped once it is unwanted."""
    began, others = time.perf_counter(), _Others()

    def tell(threads: int, tokens: int) -> None:
        fraction = min(1.0, (time.perf_counter() - began) / max(asked.seconds, 0.001))
        send(Tuning(asked.request, fraction, threads, tokens))

    try:
        rates = tune(
            _Bench(opened, is_unwanted=is_unwanted).step,
            ladder(*processors()),
            batch=min(opened.shape.batch, opened.facts.context - 1),
            is_encoder=opened.facts.kind is ModelKind.EMBEDDING,
            seconds=asked.seconds,
            clock=time.perf_counter,
            tell=tell,
        )
    finally:
        opened.context.forget()
    return replace(rates, busy=others.busy())


class MeasuringFailed(Exception):
    """llama.cpp could not compute a batch, for a reason of its own (in its log)."""


class _Bench:
    """Computes an answer's next token, or a prompt from its start."""

    def __init__(self, opened: Opened, *, is_unwanted: Callable[[], bool]) -> None:
        self._opened = opened
        self._is_unwanted = is_unwanted
        self._token = max(opened.model.bos, 0)
        self._position = opened.facts.context

    def step(self, threads: int, tokens: int) -> float:
        context = self._opened.context
        context.set_threads(threads)
        while not self._is_unwanted():
            if tokens > 1 or self._position >= self._opened.facts.context:
                context.forget()
                self._position = 0
            if context.pools:
                context.add_for_embedding([self._token] * tokens, sequence=0)
            else:
                context.add([self._token] * tokens, sequence=0, position=self._position, output=True)
            began = time.perf_counter()
            result = context.decode()
            took = time.perf_counter() - began
            if result == Result.DONE:
                self._position += tokens
                return took
            if result != Result.ABORTED:
                raise MeasuringFailed(result)
            self._position = self._opened.facts.context  # perhaps for another request: once more from the start
        raise Stopped


class _Others:
    """How many processors other programs use from now on."""

    def __init__(self) -> None:
        self._began, self._own, self._all = time.perf_counter(), time.process_time(), _busy_seconds()

    def busy(self) -> float:
        others = (_busy_seconds() - self._all) - (time.process_time() - self._own)
        return max(0.0, others / (time.perf_counter() - self._began))


def _busy_seconds() -> float:
    times = psutil.cpu_times()
    return float(times.user + times.system)
