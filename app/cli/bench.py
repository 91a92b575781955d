"""The role `bench`: how fast a model runs here, as a client of the engine sees it."""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from app.cli.arguments import add_json, add_model, counts, positive, role_parser
from app.cli.filling import read_text
from app.cli.house import Engine, chosen_model, engine_of, library_of
from app.cli.launch import Launch
from app.cli.loop import Loop
from app.cli.outcome import DONE, Left
from app.cli.terminal import ProgressLine, show_json, show_table
from app.domain.generation import ChatPrompt, Limits, Prompt, RawPrompt, StopReason
from app.domain.loading import LoadedModel, LoadSettings, ModelKind
from app.domain.message import Message, assistant, user
from app.domain.sampling import Sampling
from app.engine.protocol import Finished, FromEngine, Generate, Save, Token
from app.library.headers.gguf import read_header
from app.paths import Paths
from app.wiring import Library
from app.words.catalog import _, n_
from app.words.numbers import duration, rate

# What benchmarks/floor.py does without us, so that the two can be compared.
SAMPLING = Sampling(temperature=0.8, top_k=40, top_p=0.95, min_p=0, seed=100)
NEVER = -1e9
ENDINGS = [f"tokenizer.ggml.{name}_token_id" for name in ("eos", "eot", "eom", "unknown", "padding", "bos")]

# A chat of about 3,000 tokens.
PASSAGE = "The river rises in the hills, turns east at the old mill, and reaches the sea below the town. "
LONG_CHAT = (user(PASSAGE * 130), assistant("It is a short description of a river."))
SECOND_TURN = (*LONG_CHAT, user("Where does the river rise?"))
THIRD_TURN = (*SECOND_TURN, assistant("In the hills."), user("And where does it end?"))


@dataclass(frozen=True)
class Speeds:
    """Tokens per second; seconds to the first token of a long chat, of its next turn, and of one after a restart."""

    decode_tps: dict[int, float]
    prefill_tps: float
    load_s: float
    next_turn_s: float
    cold_turn_s: float
    resume_s: float
    threads: int


def run(launch: Launch) -> int:
    options = _parser().parse_args(launch.arguments)
    with library_of(launch) as (library, loop), tempfile.TemporaryDirectory(prefix="maru-bench-") as folder:
        prompt = _prompt(options.prompt, library.paths, loop)
        model = chosen_model(options.model, library)
        settings = replace(library.settings.running.load_settings(), threads=options.threads)
        speeds = Bench(library, loop, model.path, settings=settings, states=folder).measure(options, prompt)
    if options.json:
        times = {name: getattr(speeds, name) for name in Speeds.__dataclass_fields__}
        show_json({"model": str(model.path), **times, "decode_tps": {str(n): v for n, v in speeds.decode_tps.items()}})
    else:
        show_table(list(_rows(speeds)), right=frozenset({1}))
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = role_parser("bench", _("How fast a model runs here, as the program sees it."))
    add_model(parser)
    parser.add_argument("--tokens", type=positive, default=128, metavar="N", help=_("how long each answer is"))
    parser.add_argument(
        "--sequences", type=counts, default=(1, 2, 4, 8), metavar="N,N…", help=_("how many answers grow at once")
    )
    parser.add_argument("--threads", type=positive, default=0, metavar="N", help=_("a fixed number; else it adapts"))
    parser.add_argument("--prompt", metavar="FILE", help=_("what is read"))
    add_json(parser)
    return parser


class Bench:
    """Two children, one after the other, with the same folder for the states of chats."""

    def __init__(self, library: Library, loop: Loop, path: Path, *, settings: LoadSettings, states: str) -> None:
        self._library = library
        self._loop = loop
        self._path = path
        self._settings = settings
        self._states = states

    def measure(self, options: argparse.Namespace, prompt: str) -> Speeds:
        header = read_header(self._path)
        sampling = replace(
            SAMPLING, logit_bias={header.number(key): NEVER for key in ENDINGS if key in header.metadata}
        )
        with engine_of(self._library, self._loop) as engine:
            model = self._load(engine)
            prefill = statistics.median(_prefill_tps(engine, f"{turn}. {prompt}") for turn in range(3))
            decode = {}
            with ProgressLine() as progress:
                for sequences in options.sequences:
                    progress.show(n_("{count} answer…", "{count} answers at once…", sequences).format(count=sequences))
                    decode[sequences] = decode_tps(engine, prompt, sampling, tokens=options.tokens, samples=sequences)
                progress.show(_("a long chat…"))
                cold, following = _long_chat(engine, model)
        return Speeds(
            decode_tps=decode,
            prefill_tps=prefill,
            load_s=model.load_s,
            cold_turn_s=cold,
            next_turn_s=following,
            resume_s=self._resume(model),
            threads=model.threads,
        )

    def _load(self, engine: Engine) -> LoadedModel:
        return engine.load(self._path, self._settings, state_folder=self._states)

    def _resume(self, model: LoadedModel) -> float:
        """The chat goes on in another process."""
        with engine_of(self._library, self._loop) as engine:
            self._load(engine)
            return _first_token_s(engine, _chat(THIRD_TURN, model), chat="long")


def _prompt(named: str | None, paths: Paths, loop: Loop) -> str:
    return read_text(str(paths.resources / "bench" / "prompt.txt") if named is None else named, loop)


def _prefill_tps(engine: Engine, prompt: str) -> float:
    finished, _times = _generate(engine, RawPrompt(prompt), SAMPLING, tokens=1)
    return finished.timings.prefill_tps


def decode_tps(engine: Engine, prompt: str, sampling: Sampling, *, tokens: int, samples: int) -> float:
    """Of all answers together, from the first token to the last, as they arrive here."""
    finished, times = _generate(engine, RawPrompt(prompt), sampling, tokens=tokens + 1, samples=samples)
    return (finished.usage.completion_tokens - samples) / max(1e-9, times[-1] - times[0])


def _long_chat(engine: Engine, model: LoadedModel) -> tuple[float, float]:
    """Seconds to the first token: of a question from nothing, and of the next one."""
    cold = _first_token_s(engine, _chat(LONG_CHAT[:1], model), chat="long")
    following = _first_token_s(engine, _chat(SECOND_TURN, model), chat="long")
    engine.ask(Save)
    return cold, following


def _chat(messages: tuple[Message, ...], model: LoadedModel) -> Prompt:
    """A base model reads the same words without a template around them."""
    if model.kind is ModelKind.CHAT:
        return ChatPrompt(messages)
    return RawPrompt("\n".join(message.text for message in messages))


def _first_token_s(engine: Engine, prompt: Prompt, *, chat: str) -> float:
    began = time.perf_counter()
    _finished, times = _generate(engine, prompt, Sampling(temperature=0), tokens=4, chat=chat)
    return times[0] - began


def _generate(
    engine: Engine, prompt: Prompt, sampling: Sampling, *, tokens: int, samples: int = 1, chat: str = ""
) -> tuple[Finished, list[float]]:
    """The end, and when each piece of it came. Raises Left when it was stopped: half of it is no measure."""
    times: list[float] = []

    def hear(message: FromEngine) -> None:
        if isinstance(message, Token):
            times.append(time.perf_counter())

    limits = Limits(max_tokens=tokens)
    finished = engine.ask(
        lambda number: Generate(number, prompt, sampling, limits=limits, samples=samples, chat=chat), hear
    )
    if not isinstance(finished, Finished):
        raise TypeError(finished)
    if any(sample.stop_reason is StopReason.CANCELLED for sample in finished.samples):
        raise Left
    return finished, times or [time.perf_counter()]


def _rows(speeds: Speeds) -> Iterator[tuple[str, str]]:
    yield _("loading"), duration(speeds.load_s)
    yield _("reading"), rate(speeds.prefill_tps)
    for sequences, speed in speeds.decode_tps.items():
        yield n_("{count} answer", "{count} answers at once", sequences).format(count=sequences), rate(speed)
    yield _("first token of a long chat"), duration(speeds.cold_turn_s)
    yield _("first token of its next turn"), duration(speeds.next_turn_s)
    yield _("the same after a restart"), duration(speeds.resume_s)
    yield _("threads"), str(speeds.threads)
