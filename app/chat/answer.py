"""An answer while it grows: pieces of text come in, the turn as it stands goes out."""

from dataclasses import replace

from app.domain.conversation import ModelCall, Turn, TurnState
from app.domain.fault import Fault
from app.domain.generation import PromptReport, StopReason
from app.domain.message import Message, Part, Reasoning, Role, Text
from app.domain.reasoning import Splitter, marks_of
from app.engine.protocol import Finished


class GrowingAnswer:
    """Collects what the engine says of one answer. `turn` is the value of it so far."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._text = [turn.message.text] if turn.message.text else []
        self._reasoning = [turn.message.reasoning]
        self._splitter = Splitter()
        self.id = turn.id
        self.call = turn.call or ModelCall("")

    @property
    def turn(self) -> Turn:
        reasoning, text = "".join(self._reasoning), "".join(self._text)
        thought: tuple[Part, ...] = (Reasoning(reasoning),) if reasoning else ()
        message = Message(Role.ASSISTANT, (*thought, Text(text)))
        return replace(self._turn, message=message, state=TurnState.STREAMING, call=self.call, fault=None)

    def report(self, report: PromptReport) -> None:
        self.call = replace(self.call, left_out=len(report.left_out))
        self._splitter = Splitter(opened=marks_of(report.reasoning_mark))

    def feed(self, text: str) -> tuple[str, str]:
        """What this piece adds to the answer and to the reasoning."""
        return self._keep(*self._splitter.feed(text))

    def finish(self, finished: Finished) -> Turn:
        """The turn at its end."""
        end = finished.samples[0]
        self._keep(*self._splitter.finish())
        self.call = replace(
            self.call,
            seed=end.seed,
            stop_reason=end.stop_reason.value,
            usage=finished.usage,
            timings=finished.timings,
        )
        state = TurnState.STOPPED if end.stop_reason is StopReason.CANCELLED else TurnState.DONE
        return replace(self.turn, state=state)

    def fail(self, fault: Fault) -> Turn:
        """What had come stays, marked."""
        self._keep(*self._splitter.finish())
        return replace(self.turn, state=TurnState.FAILED, fault=fault)

    def stop(self) -> Turn:
        """The person stopped it before the engine had begun."""
        self._keep(*self._splitter.finish())
        self.call = replace(self.call, stop_reason=StopReason.CANCELLED.value)
        return replace(self.turn, state=TurnState.STOPPED)

    def _keep(self, text: str, reasoning: str) -> tuple[str, str]:
        if not self._text:
            text = text.lstrip()  # a prompt that ends with "Assistant:" is answered with a space
        if text:
            self._text.append(text)
        self._reasoning.append(reasoning)
        return text, reasoning
