"""What the child does with each message: the loop between the inbox and the scheduler."""

import os
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import BinaryIO

from app.domain.engine_errors import EngineFault, LoadCancelled, NotForChat, Stopped
from app.domain.errors import MaruError
from app.domain.fault import to_fault
from app.domain.loading import Device, ModelKind
from app.engine.protocol import (
    Cancel,
    Devices,
    Embed,
    Embedded,
    Failed,
    Generate,
    Hello,
    ListDevices,
    Load,
    Loaded,
    Loading,
    Plan,
    Planned,
    Preview,
    Quantize,
    Quantized,
    Quantizing,
    Render,
    Save,
    Saved,
    Score,
    ToEngine,
    Tune,
    Tuned,
)
from app.engine.worker.answer import Job, Order
from app.engine.worker.devices import devices, every_device, settled
from app.engine.worker.embeddings import embed
from app.engine.worker.inbox import End, Inbox, listen
from app.engine.worker.journal import Journal
from app.engine.worker.loading import open_model
from app.engine.worker.measuring import measure
from app.engine.worker.native.backends import Backends, commit, patience
from app.engine.worker.native.context import AbortFlag
from app.engine.worker.native.library import Library
from app.engine.worker.outlet import Outlet
from app.engine.worker.plan import plan
from app.engine.worker.preview import preview
from app.engine.worker.quantizing import Copy
from app.engine.worker.rendering import Renderer
from app.engine.worker.running import Running
from app.engine.worker.scoring import Inquiry

_LEAVE_S = 1.5  # the app waits 2 s for us; whatever still runs then is not worth waiting for

Asked = Load | Plan | ListDevices | Preview | Generate | Render | Score | Embed | Save | Tune | Quantize | Cancel
Item = Asked | Order | Inquiry | End


class Service:
    """Serves one app over one pair of pipes, on the thread that calls `run`."""

    def __init__(self, stdin: BinaryIO, stdout: int, backends: Backends) -> None:
        self._stdin = stdin
        self._outlet = Outlet(stdout)
        self._flag = AbortFlag()
        self._inbox: Inbox[Item] = Inbox(self._flag)
        self._journal = Journal()
        self._backends = backends
        self._library = Library(self._journal.write)
        backends.load()
        self._running: Running | None = None
        self._preparing = ThreadPoolExecutor(1, "prepare")

    def run(self) -> int:
        """Until stdin ends. The exit code."""
        self._outlet.send(Hello())
        threading.Thread(target=self._listen, name="stdin", daemon=True).start()
        while True:
            for item in self._inbox.take(timeout=self._patience()):
                if isinstance(item, End):
                    if self._running is not None:
                        self._running.leave()
                    return 0
                self._guard(item.request, partial(self._serve, item))
            self._work()

    # --- on the thread that reads stdin ---

    def _listen(self) -> None:
        listen(self._stdin, self._hear, self._outlet.send)
        self._inbox.put(End(), urgent=True)
        time.sleep(_LEAVE_S)
        os._exit(0)

    def _hear(self, message: ToEngine) -> None:
        if not isinstance(message, Hello):
            running = self._running
            is_cheap = running is None or running.scheduler.is_abort_cheap
            self._inbox.put(message, urgent=isinstance(message, Cancel) and is_cheap)

    # --- on the working thread ---

    def _patience(self) -> float | None:
        """How long the inbox may be waited for."""
        return self._running.patience() if self._running is not None else None

    def _work(self) -> None:
        """A bug of ours costs the requests, not the model; when even forgetting fails, the child ends."""
        running = self._running
        if running is None:
            return
        try:
            running.work()
        except Exception:  # noqa: BLE001 - reported with its traceback
            fault = to_fault(EngineFault(traceback.format_exc()))
            self._outlet.send(*(Failed(request, fault) for request in running.abandon()))

    def _guard(self, request: int, action: Callable[[], None]) -> None:
        """The world's failures and our own end one request, with its Failed."""
        try:
            action()
        except MaruError as error:
            self._outlet.send(Failed(request, to_fault(error)))
        except Exception:  # noqa: BLE001 - reported with its traceback
            self._outlet.send(Failed(request, to_fault(EngineFault(traceback.format_exc()))))

    def _serve(self, item: Asked | Order | Inquiry) -> None:
        match item:
            case Load():
                self._load(item)
            case Plan():
                self._plan(item)
            case ListDevices():
                self._outlet.send(Devices(item.request, self._devices(item), commit=commit()))
            case Preview():
                self._outlet.send(preview(item, self._journal))
            case Quantize():
                self._quantize(item)
            case Cancel():
                if self._running is not None:
                    self._running.cancel(item.request)
            case _ if self._running is None:
                raise EngineFault("no model is loaded")
            case _:
                self._serve_with(self._running, item)

    def _devices(self, item: ListDevices) -> tuple[Device, ...]:
        with patience():
            if self._backends.processor_only or item.brief:
                return devices(item.settings)
            return every_device(item.settings, self._backends.for_gpus())

    def _serve_with(
        self, running: Running, item: Generate | Render | Score | Embed | Save | Tune | Order | Inquiry
    ) -> None:
        match item:
            case Generate() | Render() | Score():  # beside: long prompts must not hold up answers that stream
                prepare = partial(self._prepare, running, item, time.perf_counter())
                self._preparing.submit(self._guard, item.request, prepare)
            case Order() | Inquiry():
                self._submit(running, item)
            case Embed():
                self._embed(running, item)
            case Tune() if not running.is_idle:
                self._inbox.put(item)  # answers that grow come first
            case Tune():
                self._tune(running, item)
            case Save():
                self._outlet.send(Saved(item.request, running.save()))

    def _submit(self, running: Running, item: Order | Inquiry) -> None:
        """Raises Stopped for a text that nobody wants to have judged any more."""
        is_late = self._inbox.is_cancelled(item.request) or item.model is not running.opened.model
        match item:
            case Order() if is_late:
                self._outlet.send(Job(item).finished())
            case Order():
                running.scheduler.submit(item)
            case Inquiry() if is_late:
                raise Stopped
            case Inquiry():
                running.scorer.submit(item)

    # --- on the preparing thread ---

    def _prepare(self, running: Running, message: Generate | Render | Score, asked: float) -> None:
        """Rendering and counting. Raises RequestError."""
        if not isinstance(message, Render) and running.opened.facts.kind is ModelKind.EMBEDDING:
            raise NotForChat(running.opened.facts.architecture)
        match message:
            case Generate():
                self._inbox.put(running.preparer.order(message, asked=asked))
            case Score():
                self._inbox.put(running.preparer.inquiry(message))
            case Render():
                self._outlet.send(running.preparer.rendered(message))

    # --- on the working thread again ---

    def _plan(self, message: Plan) -> None:
        with nullcontext() if self._backends.processor_only else patience(message.patience_s):
            found = devices(message.settings)
            planned = plan(Path(message.path), settled(message.settings, found), devices=found, journal=self._journal)
        self._outlet.send(Planned(message.request, planned))

    def _load(self, message: Load) -> None:
        self._close_running()
        renderer = Renderer()  # its process starts while the model is read
        try:
            opened = open_model(
                Path(message.path),
                message.settings,
                devices=devices(message.settings),
                journal=self._journal,
                flag=self._flag,
                progress=self._progress(message.request),
            )
            self._running = Running(
                opened, message, flag=self._flag, outlet=self._outlet, renderer=renderer, journal=self._journal
            )
        except BaseException:
            renderer.close()
            raise
        if self._inbox.is_cancelled(message.request):
            self._close_running()
            raise LoadCancelled
        self._outlet.send(Loaded(message.request, self._running.opened.facts))

    def _progress(self, request: int) -> Callable[[float, int], bool]:
        """Tells the app of each new percent; stops the load when nobody wants it any more."""
        last = (-1, -1)

        def progress(fraction: float, gpu_layers: int) -> bool:
            nonlocal last
            if (int(fraction * 100), gpu_layers) != last:
                last = int(fraction * 100), gpu_layers
                self._outlet.send(Loading(request, fraction, gpu_layers))
            return not self._is_unwanted(request)

        return progress

    def _is_unwanted(self, request: int) -> bool:
        return self._inbox.is_cancelled(request) or self._inbox.is_ended

    def _was_stopped(self, request: int) -> bool:
        """When a decode was aborted, but for another request, the way is free to do it again."""
        if not self._is_unwanted(request):
            self._flag.lower()
            return False
        return True

    def _embed(self, running: Running, message: Embed) -> None:
        try:
            vectors = embed(running.opened, message.texts, is_unwanted=partial(self._was_stopped, message.request))
        except InterruptedError:
            raise Stopped from None
        self._outlet.send(Embedded(message.request, vectors))

    def _tune(self, running: Running, message: Tune) -> None:
        """What chats have in memory makes room; what is worth it is on disk before."""
        running.save()
        running.scheduler.abandon()
        is_unwanted = partial(self._was_stopped, message.request)
        rates = measure(running.opened, message, send=self._outlet.send, is_unwanted=is_unwanted)
        self._outlet.send(Tuned(message.request, rates))

    def _quantize(self, message: Quantize) -> None:
        """When it is stopped this process ends, since llama.cpp's quantizer goes on until then."""
        try:
            size = Copy(message, self._journal).run(
                progress=lambda fraction: self._outlet.send(Quantizing(message.request, fraction)),
                is_unwanted=partial(self._is_unwanted, message.request),
            )
        except Stopped as stopped:
            self._outlet.send(Failed(message.request, to_fault(stopped)))
            os._exit(0)
        self._outlet.send(Quantized(message.request, message.target, size))

    def _close_running(self) -> None:
        if self._running is not None:
            self._preparing.submit(bool).result()  # whatever still reads the vocabulary must be through
            self._running.close()
            self._running = None
