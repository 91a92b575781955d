"""What the program and its engine child say to each other: one typed message a line, as JSON over stdin and stdout.

The child speaks first with Hello; the app answers with Hello; a different version ends the talk (EngineMismatch).
Then the app asks, and every request that carries a number is ended by exactly one closing message with that number:

==========  =========================================  ======================
asked       on the way                                 closed by
==========  =========================================  ======================
Load        Loading (fraction 0 to 1)                  Loaded | Failed
Plan                                                   Planned | Failed
ListDevices                                            Devices | Failed
Generate    Started, then Token for each piece         Finished | Failed
Render                                                 Rendered | Failed
Embed                                                  Embedded | Failed
Save                                                   Saved | Failed
==========  =========================================  ======================

Cancel(request) asks for an early end: of Load by Failed(LoadCancelled), of Generate by Finished with CANCELLED samples.
The child leaves when its stdin ends. A message is encoded as {"kind": class name, fields…}; unknown fields are ignored,
so that a newer peer of the same version may say more.
"""

import msgspec

from app.domain.errors import Fault, SettingOutOfRange
from app.domain.generation import ContextPolicy, Limits, Prompt, PromptReport, RenderedPrompt, SampleEnd
from app.domain.loading import Device, LoadedModel, LoadSettings, MemoryPlan
from app.domain.sampling import Sampling
from app.domain.usage import Timings, Usage

VERSION = 1


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
    """What would loading take? Asked of a throw-away child, since native code may end in abort()."""

    request: int
    path: str
    settings: LoadSettings


class ListDevices(_Message, frozen=True):
    request: int


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


class Embed(_Message, frozen=True):
    request: int
    texts: tuple[str, ...]


class Save(_Message, frozen=True):
    """Write the state of idle chats to disk now."""

    request: int


class Cancel(_Message, frozen=True):
    request: int


class Loading(_Message, frozen=True):
    request: int
    fraction: float


class Loaded(_Message, frozen=True):
    request: int
    model: LoadedModel


class Planned(_Message, frozen=True):
    request: int
    plan: MemoryPlan


class Devices(_Message, frozen=True):
    request: int
    devices: tuple[Device, ...]


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


class Finished(_Message, frozen=True):
    request: int
    samples: tuple[SampleEnd, ...]
    usage: Usage
    timings: Timings


class Rendered(_Message, frozen=True):
    request: int
    prompt: RenderedPrompt
    report: PromptReport


class Embedded(_Message, frozen=True):
    """One vector a text, of LoadedModel.embedding_length numbers, of length 1 (L2)."""

    request: int
    vectors: tuple[tuple[float, ...], ...]


class Saved(_Message, frozen=True):
    request: int
    files: int


class Failed(_Message, frozen=True):
    request: int
    fault: Fault


ToEngine = Hello | Load | Plan | ListDevices | Generate | Render | Embed | Save | Cancel
FromEngine = (
    Hello
    | Loading
    | Loaded
    | Planned
    | Devices
    | Started
    | Evaluated
    | Token
    | Finished
    | Rendered
    | Embedded
    | Saved
    | Failed
)
Closing = Loaded | Planned | Devices | Finished | Rendered | Embedded | Saved | Failed

_encoder = msgspec.json.Encoder()
_to_engine: msgspec.json.Decoder[ToEngine] = msgspec.json.Decoder(ToEngine)
_from_engine: msgspec.json.Decoder[FromEngine] = msgspec.json.Decoder(FromEngine)


def encode(message: ToEngine | FromEngine) -> bytes:
    """One line, with its newline."""
    return _encoder.encode(message) + b"\n"


def decode_to_engine(line: bytes) -> ToEngine:
    """Raises msgspec.DecodeError (of which ValidationError is one) for anything that is no such message."""
    try:
        return _to_engine.decode(line)
    except SettingOutOfRange as error:  # msgspec passes on what a value's own check raises
        raise msgspec.ValidationError(str(error)) from None


def decode_from_engine(line: bytes) -> FromEngine:
    """Raises msgspec.DecodeError (of which ValidationError is one) for anything that is no such message."""
    return _from_engine.decode(line)
