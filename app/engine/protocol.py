"""What the program and its engine child say to each other: one typed message a line, as JSON over stdin and stdout.

The child speaks first with Hello; the app answers with Hello; a different version ends the talk (EngineMismatch).
Then the app asks, and every request that carries a number is ended by exactly one closing message with that number:

==========  =========================================  ======================
asked       on the way                                 closed by
==========  =========================================  ======================
Load        Loading (fraction 0 to 1)                  Loaded | Failed
Plan                                                   Planned | Failed
ListDevices                                            Devices | Failed
Preview                                                Rendered | Failed
Generate    Started, Token…, SampleEnded…              Finished | Failed
Render                                                 Rendered | Failed
Score       Evaluated (tokens of prompt and text)      Scored | Failed
Embed                                                  Embedded | Failed
Save                                                   Saved | Failed
Tune        Tuning (fraction 0 to 1)                   Tuned | Failed
Quantize    Quantizing (fraction 0 to 1)               Quantized | Failed
==========  =========================================  ======================

Cancel(request) asks for an early end: of Load by Failed(LoadCancelled), of Generate by Finished with CANCELLED samples,
of Tune, Quantize, Score and Embed by Failed(Stopped). The child leaves when its stdin ends. A message is encoded as
{"kind": class name, fields…}; unknown fields are ignored, so that a newer peer of the same version may say more.
"""

import msgspec

from app.domain.engine_errors import SettingOutOfRange
from app.domain.fault import Fault
from app.domain.generation import (
    ContextPolicy,
    Limits,
    Prompt,
    PromptReport,
    RenderedPrompt,
    SampleEnd,
    ScoredToken,
)
from app.domain.loading import Device, LoadedModel, LoadSettings, MemoryPlan, ThreadRates
from app.domain.sampling import Sampling
from app.domain.usage import Timings, Usage
from app.engine.json_lines import line_of, read_line

VERSION = 3
PLANNING_S = 30.0
"""How long drivers may take to plan; a large model on a cold disk is read in a few seconds."""


class _Message(msgspec.Struct, frozen=True, tag_field="kind", tag=True):
    """The base of all: immutable, and named by its class on the wire."""


class Hello(_Message, frozen=True):
    version: int = VERSION
    program: str = "maru"


class Load(_Message, frozen=True):
    """Load a model, instead of the one that is loaded.

    state_folder is where sequence state is kept between runs (empty: nowhere), up to state_limit bytes.
    """

    request: int
    path: str
    settings: LoadSettings
    state_folder: str = ""
    state_limit: int = 4 * 1024**3


class Plan(_Message, frozen=True):
    """What would loading take? Asked of a throw-away child, since native code may end in abort().

    It ends itself, too, when graphics drivers take longer than patience_s.
    """

    request: int
    path: str
    settings: LoadSettings
    patience_s: float = PLANNING_S


class ListDevices(_Message, frozen=True):
    """Tell which devices are there, and why one is not used under these settings.

    Unless brief, drivers are also asked for cards that something keeps from us: best in a throw-away child.
    """

    request: int
    settings: LoadSettings = LoadSettings()
    brief: bool = False


class Preview(_Message, frozen=True):
    """The exact prompt that a chat template makes for a model that need not be loaded: only its vocabulary is read.

    template is the name of a built-in one or Jinja source, empty for the model's own. Unlike a load, which falls back
    to another template, this fails (TemplateFailed) with what is wrong. Best asked of a throw-away child.
    """

    request: int
    path: str
    prompt: Prompt
    template: str = ""


class Generate(_Message, frozen=True):
    """Write `samples` answers to one prompt, in one batch that shares it.

    chat names whose state is worth keeping on disk when it goes idle (empty: nobody's).
    """

    request: int
    prompt: Prompt
    sampling: Sampling
    limits: Limits = Limits()
    policy: ContextPolicy = ContextPolicy.ROLLING
    samples: int = 1
    chat: str = ""


class Render(_Message, frozen=True):
    """The exact prompt, without running it."""

    request: int
    prompt: Prompt
    policy: ContextPolicy = ContextPolicy.ROLLING
    limits: Limits = Limits()


class Score(_Message, frozen=True):
    """Tell how likely each token of text is after the prompt, which is rendered and fitted as for Generate.

    The `alternatives` best tokens are told at each place. special: control tokens spelled in text count as such.
    """

    request: int
    prompt: Prompt
    text: str
    alternatives: int = 5
    policy: ContextPolicy = ContextPolicy.ROLLING
    special: bool = False


class Embed(_Message, frozen=True):
    request: int
    texts: tuple[str, ...]


class Save(_Message, frozen=True):
    """Write the state of idle chats to disk now."""

    request: int


class Tune(_Message, frozen=True):
    """Measure how many threads and how large a batch suit the loaded model, in so many seconds at most.

    Other requests wait meanwhile, and what was evaluated of chats is forgotten (their states on disk are not).
    """

    request: int
    seconds: float = 10.0


class Quantize(_Message, frozen=True):
    """Write a smaller copy of a model, at last and in one stroke, to target. Asked of a throw-away child.

    type is a key of domain.loading.QUANTIZATIONS. A source that is quantized already is refused unless again is set,
    since quality is lost twice. threads 0: all.
    """

    request: int
    source: str
    target: str
    type: str
    again: bool = False
    threads: int = 0


class Cancel(_Message, frozen=True):
    request: int


class Loading(_Message, frozen=True):
    """gpu_layers are being put on the GPU; 0 when no GPU has a part in it. Said before any driver is asked to."""

    request: int
    fraction: float
    gpu_layers: int = 0


class Loaded(_Message, frozen=True):
    request: int
    model: LoadedModel


class Planned(_Message, frozen=True):
    request: int
    plan: MemoryPlan


class Devices(_Message, frozen=True):
    """commit is that of llama.cpp which the engine was built from, or its beginning; "" when it does not say."""

    request: int
    devices: tuple[Device, ...]
    commit: str = ""


class Started(_Message, frozen=True):
    """The prompt is rendered and counted; evaluation begins."""

    request: int
    report: PromptReport


class Evaluated(_Message, frozen=True):
    """How far the evaluation of a long prompt has come, in tokens."""

    request: int
    done: int
    total: int


class Token(_Message, frozen=True):
    """The next piece of one sample's text: whole characters, possibly of several tokens, possibly none yet ("")."""

    request: int
    sample: int
    text: str
    tokens: int = 1


class SampleEnded(_Message, frozen=True):
    """Of several samples one has ended, and all of its text is said."""

    request: int
    sample: int
    end: SampleEnd


class Finished(_Message, frozen=True):
    request: int
    samples: tuple[SampleEnd, ...]
    usage: Usage
    timings: Timings


class Rendered(_Message, frozen=True):
    request: int
    prompt: RenderedPrompt
    report: PromptReport


class Scored(_Message, frozen=True):
    request: int
    tokens: tuple[ScoredToken, ...]
    report: PromptReport


class Embedded(_Message, frozen=True):
    """One vector a text, of LoadedModel.embedding_length numbers, of length 1 (L2)."""

    request: int
    vectors: tuple[tuple[float, ...], ...]


class Saved(_Message, frozen=True):
    request: int
    files: int


class Tuning(_Message, frozen=True):
    """What is being tried now."""

    request: int
    fraction: float
    threads: int
    batch: int


class Tuned(_Message, frozen=True):
    request: int
    rates: ThreadRates


class Quantizing(_Message, frozen=True):
    request: int
    fraction: float


class Quantized(_Message, frozen=True):
    request: int
    path: str
    size_bytes: int


class Failed(_Message, frozen=True):
    request: int
    fault: Fault


ToEngine = (
    Hello | Load | Plan | ListDevices | Preview | Generate | Render | Score | Embed | Save | Tune | Quantize | Cancel
)
FromEngine = (
    Hello
    | Loading
    | Loaded
    | Planned
    | Devices
    | Started
    | Evaluated
    | Token
    | SampleEnded
    | Finished
    | Rendered
    | Scored
    | Embedded
    | Saved
    | Tuning
    | Tuned
    | Quantizing
    | Quantized
    | Failed
)
Closing = Loaded | Planned | Devices | Finished | Rendered | Scored | Embedded | Saved | Tuned | Quantized | Failed

_to_engine: msgspec.json.Decoder[ToEngine] = msgspec.json.Decoder(ToEngine)
_from_engine: msgspec.json.Decoder[FromEngine] = msgspec.json.Decoder(FromEngine)


def encode(message: ToEngine | FromEngine) -> bytes:
    """One line, with its newline."""
    return line_of(message)


def decode_to_engine(line: bytes) -> ToEngine:
    """Raises msgspec.DecodeError (of which ValidationError is one) for anything that is no such message."""
    try:
        return read_line(line, _to_engine)
    except SettingOutOfRange as error:  # msgspec passes on what a value's own check raises
        raise msgspec.ValidationError(str(error)) from None


def decode_from_engine(line: bytes) -> FromEngine:
    """Raises msgspec.DecodeError (of which ValidationError is one) for anything that is no such message."""
    return read_line(line, _from_engine)
