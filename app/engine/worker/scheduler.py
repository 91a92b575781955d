"""One context, many sequences, one decode loop: every step takes all live answers one token further."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.domain.generation import SampleEnd, StopReason
from app.engine.protocol import Evaluated, FromEngine, SampleEnded, Started, Token
from app.engine.worker.answer import Answer, Job, Order
from app.engine.worker.native.context import AbortFlag, Context, Result
from app.engine.worker.native.model import Model
from app.engine.worker.pace import Pace
from app.engine.worker.prefix import Held, common
from app.engine.worker.sequences import Sequences

Send = Callable[..., None]


class DecodeFailed(Exception):
    """llama.cpp could not compute a batch, for a reason of its own (in its log)."""


@dataclass(frozen=True)
class _Row:
    """A piece of one answer in a batch: so many tokens, the last of them at index `last`."""

    answer: Answer
    count: int
    last: int


class Scheduler:
    """Orders in, messages out. Not thread-safe: everything happens between steps, on the thread that steps."""

    def __init__(  # the parts of one loaded model
        self,
        model: Model,
        context: Context,
        sequences: Sequences,
        *,
        pace: Pace,
        batch: int,
        flag: AbortFlag,
        send: Callable[..., None],
        clock: Callable[[], float],
    ) -> None:
        self._model = model
        self._context = context
        self._sequences = sequences
        self._pace = pace
        self._batch = batch
        self._flag = flag
        self._send = send
        self._clock = clock
        self._waiting: deque[Job] = deque()
        self._live: list[Job] = []
        self.is_abort_cheap = True
        """Whether stopping the running decode costs only the batch; read by other threads."""

    # --- orders ---

    @property
    def is_idle(self) -> bool:
        return not self._live and not self._waiting

    def submit(self, order: Order) -> None:
        self._waiting.append(Job(order))

    def cancel(self, request: int) -> bool:
        """End a request now; False when it is not here."""
        for job in (*self._live, *self._waiting):
            if job.order.request == request:
                out: list[FromEngine] = []
                for answer in job.answers:
                    if answer.stop_reason is None:
                        self._end(answer, StopReason.CANCELLED, out)
                self._close(job, out)
                self._send(*out)
                return True
        return False

    def cancel_all(self) -> None:
        for job in (*self._live, *self._waiting):
            self.cancel(job.order.request)

    def abandon(self) -> list[int]:
        """After a failure inside a step: forget every request and all memory. The requests, for their Failed."""
        jobs = [*self._live, *self._waiting]
        for job in jobs:
            for answer in job.answers:
                answer.sampler.close()
        self._live.clear()
        self._waiting.clear()
        self._context.forget()
        self._sequences.forget_all()
        return [job.order.request for job in jobs]

    # --- one step ---

    def step(self) -> None:
        """Decode one batch and hand on what came out. Raises DecodeFailed."""
        out: list[FromEngine] = []
        self._admit()
        rows = list(self._fill())
        if not rows:
            return
        writing = sum(row.answer.is_writing for row in rows)
        evaluated = sum(row.count for row in rows) - writing
        self._context.set_threads(self._pace.threads(evaluating=evaluated > 0))
        self.is_abort_cheap = not self._model.has_state or writing == 0
        began = self._clock()
        result = self._context.decode()
        if result == Result.DONE:
            self._pace.note(self._clock() - began, writing=writing, evaluated=evaluated)
            self._advance(rows, out)
        elif result == Result.ABORTED:
            self._recover(rows)
        elif result == Result.NO_ROOM:
            self._make_room(out)
        else:
            raise DecodeFailed(result)
        self._send(*out)

    def _admit(self) -> None:
        """Begin what waits, in order, while sequences and context last."""
        while self._waiting and self._fits(self._waiting[0]):
            job = self._waiting[0]
            answer = self._begin(job)
            if answer is None:
                return
            if not job.waits_for_samples or answer.sample == 0:
                self._waiting.popleft()
            if answer.sample == 0:
                self._live.append(job)
                self._send(Started(job.order.request, job.report()))

    def _fits(self, job: Job) -> bool:
        """Whether its prompt has room beside the live ones, as far as it does not share their cells; alone it has."""
        prompt = job.order.prompt
        shared = max((common(prompt, answer.tokens) for answer in self._answers()), default=0)
        cells = sum(live.cells for live in self._live)
        return not self._live or cells + len(prompt) - shared < self._context.size

    def _answers(self) -> list[Answer]:
        """All that are being worked on."""
        return [answer for job in self._live for answer in job.answers if answer.stop_reason is None]

    def held(self) -> tuple[Held, ...]:
        """What the sequences of the answers hold that are being worked on."""
        return tuple(
            Held(answer.sequence, answer.tokens[: answer.evaluated], max(0, self._context.first(answer.sequence)))
            for answer in self._answers()
        )

    def _begin(self, job: Job) -> Answer | None:
        taken = self._sequences.take(job.order.prompt, self.held())
        if taken is None:
            return None
        answer = Answer(job, len(job.answers), sequence=taken.sequence, evaluated=taken.length)
        if answer.sample == 0:
            if not self._model.has_state:  # whose sequences are one cell each
                self._sequences.thin_out()
            job.reused = taken.length
            job.shared = taken.length if taken.shared else 0
            job.evaluated_from = self._clock()
        job.answers.append(answer)
        return answer

    def _fill(self) -> Iterator[_Row]:
        """The next token of every answer that writes, then pieces of prompts in what is left of the batch."""
        answers = self._answers()
        room = self._batch
        writing = [answer for answer in answers if answer.is_writing]
        for answer in writing:
            yield self._put(answer, 1)
            room -= 1
        room = min(room, self._pace.piece(beside=len(writing)))
        for answer in answers:
            if not answer.is_writing and room > 0:
                count = min(room, len(answer.tokens) - answer.evaluated)
                if self._model.has_state:
                    count = self._keep_before_last(answer, count)
                yield self._put(answer, count)
                room -= count

    def _keep_before_last(self, answer: Answer, count: int) -> int:
        """A running state cannot be cut, so it is kept as it is just before a prompt's last token.

        Writing the answer anew, or another question after the same history, can start there. The number of tokens
        to evaluate now.
        """
        left = len(answer.tokens) - answer.evaluated
        if left > 1:
            return min(count, left - 1)
        spare = self._sequences.take_empty() if answer.evaluated else None
        if spare is not None:
            self._context.copy(answer.sequence, spare)
            self._sequences.keep(spare, answer.tokens[: answer.evaluated], chat="")
        return count

    def _put(self, answer: Answer, count: int) -> _Row:
        start = answer.evaluated
        end = start + count
        last = self._context.add(
            answer.tokens[start:end], sequence=answer.sequence, position=start, output=end == len(answer.tokens)
        )
        return _Row(answer, count, last)

    def _advance(self, rows: list[_Row], out: list[FromEngine]) -> None:
        now = self._clock()
        for row in rows:
            answer = row.answer
            answer.evaluated += row.count
            if answer.evaluated < len(answer.tokens):
                done, total = answer.evaluated, len(answer.tokens)
                out.append(Evaluated(answer.job.order.request, done, total))
                continue
            if not answer.is_writing:
                answer.job.first_token = answer.job.first_token or now
                self._fork(answer, row.last)
            answer.row = row.last
        for job in tuple(self._live):
            for answer in job.answers:
                if answer.stop_reason is None and answer.row >= 0 and answer.evaluated == len(answer.tokens):
                    self._choose(answer, out)
            job.last_token = now
            if job.is_finished:
                self._close(job, out)

    def _fork(self, first: Answer, row: int) -> None:
        """The prompt is through: its other samples start from the same place, and choose from the same logits."""
        job = first.job
        while first.sample == 0 and job.waits_for_samples:
            sequence = self._sequences.take_empty()
            if sequence is None:
                self._waiting.appendleft(job)  # the rest begins when sequences come free
                return
            self._context.copy(first.sequence, sequence)
            sample = Answer(job, len(job.answers), sequence=sequence, evaluated=len(job.order.prompt))
            sample.row = row
            job.answers.append(sample)

    def _choose(self, answer: Answer, out: list[FromEngine]) -> None:
        """Its next token, and whether that was its last."""
        request, limits = answer.job.order.request, answer.job.order.limits
        token = answer.sampler.sample(self._context, answer.row)
        if self._model.is_end(token):
            self._end(answer, StopReason.END, out)
            return
        answer.tokens.append(token)
        text = answer.stream.feed(self._model.said(token))
        out.append(Token(request, answer.sample, text))
        if answer.stream.stopped:
            self._end(answer, StopReason.STOP, out)
        elif answer.written == limits.max_tokens:
            self._end(answer, StopReason.LENGTH, out)
        elif len(answer.tokens) >= self._context.size:
            self._end(answer, StopReason.CONTEXT, out)

    def _end(self, answer: Answer, reason: StopReason, out: list[FromEngine]) -> None:
        rest = answer.stream.finish()
        if rest:
            out.append(Token(answer.job.order.request, answer.sample, rest, tokens=0))
        answer.stop_reason = reason
        order = answer.job.order
        if order.samples > 1:
            end = SampleEnd(reason, answer.written, order.seeds[answer.sample])
            out.append(SampleEnded(order.request, answer.sample, end))
        answer.sampler.close()
        self._sequences.keep(answer.sequence, answer.tokens[: answer.evaluated], chat=answer.job.order.chat)

    def _close(self, job: Job, out: list[FromEngine]) -> None:
        if job in self._live:
            self._live.remove(job)
        if job in self._waiting:
            self._waiting.remove(job)
        out.append(job.finished())

    # --- when a batch could not be computed ---

    def _recover(self, rows: list[_Row]) -> None:
        """The batch was aborted: llama.cpp removed what it did not finish, and its logits are lost.

        What is still held counts as evaluated, except the last token, whose logits are wanted again.
        """
        self._flag.lower()
        for answer in (row.answer for row in rows):
            start = min(self._context.last(answer.sequence) + 1, len(answer.tokens) - 1)
            if self._model.has_state or not self._context.cut(answer.sequence, start):
                start = 0  # a running state is spoilt, and cannot go back: all is evaluated again, as a prompt is
                answer.row = -1
                self._context.cut(answer.sequence)
            answer.evaluated = start

    def _make_room(self, out: list[FromEngine]) -> None:
        """The context is full: forget what is kept, then let the youngest prompt wait, then end the longest answer."""
        if self._sequences.drop_oldest():
            return
        unborn = [job for job in self._live if not any(answer.is_writing for answer in job.answers)]
        if unborn and len(self._live) > 1:
            self._postpone(unborn[-1])
            return
        longest = max(self._answers(), key=lambda answer: answer.written)
        self._end(longest, StopReason.CONTEXT, out)
        if longest.job.is_finished:
            self._close(longest.job, out)

    def _postpone(self, job: Job) -> None:
        for answer in job.answers:
            answer.sampler.close()
            self._sequences.keep(answer.sequence, answer.tokens[: answer.evaluated], chat=job.order.chat)
        job.answers.clear()
        self._live.remove(job)
        self._waiting.appendleft(job)
