"""What can go wrong where a model runs, as branches of the tree in errors.py.

MaruError
├── ProcessorTooOld           nothing here can run
├── EngineError               the child process that runs a model
│   ├── EngineDied
│   ├── EngineMismatch
│   ├── LoadRefused
│   ├── LoadCancelled
│   ├── ModelReplaced
│   ├── Stopped
│   └── OutOfMemory
├── RequestError              what the engine was asked for
│   ├── PromptTooLong
│   ├── TemplateFailed
│   ├── GrammarInvalid
│   ├── AdapterUnknown
│   ├── SettingOutOfRange
│   ├── NotForChat
│   ├── NotForEmbedding
│   └── EngineFault
"""

from dataclasses import dataclass

from app.domain.errors import MaruError
from app.domain.slips import Slip


@dataclass(eq=False)
class ProcessorTooOld(MaruError):
    """It lacks these instruction sets, or a virtual machine hides them."""

    missing: str
    is_virtual: bool = False


@dataclass(eq=False)
class EngineError(MaruError):
    pass


@dataclass(eq=False)
class EngineDied(EngineError):
    """The child process is gone; during is what it was doing: loading, evaluating, generating, idle."""

    exit_code: int | None = None
    signal: str | None = None
    during: str = "idle"
    log_tail: str = ""
    log_path: str = ""


@dataclass(eq=False)
class EngineMismatch(EngineError):
    """The child speaks another version of the protocol: a half-updated installation."""

    expected: int = 0
    actual: int = 0


@dataclass(eq=False)
class LoadRefused(EngineError):
    """llama.cpp would not load the model, for a reason found only in its log."""

    path: str = ""
    detail: str = ""


@dataclass(eq=False)
class LoadCancelled(EngineError):
    """The person stopped the loading."""


@dataclass(eq=False)
class ModelReplaced(EngineError):
    """Another model was chosen, or the same one was loaded anew (path), while this one worked."""

    path: str = ""


@dataclass(eq=False)
class Stopped(EngineError):
    """The person stopped some other long work: measuring threads, quantizing."""


@dataclass(eq=False)
class OutOfMemory(EngineError):
    """device has free_bytes, needed_bytes are wanted; 0 means unknown. what is "weights" where those alone are more."""

    device: str = "CPU"
    needed_bytes: int = 0
    free_bytes: int = 0
    what: str = ""


@dataclass(eq=False)
class RequestError(MaruError):
    pass


@dataclass(eq=False)
class PromptTooLong(RequestError):
    """tokens do not fit in context, and the policy may not, or cannot, leave anything out.

    trained is the largest context that the model was made for; 0 means unknown.
    """

    tokens: int = 0
    context: int = 0
    trained: int = 0


@dataclass(eq=False)
class TemplateFailed(RequestError):
    """Neither the model's own chat template nor the built-in one could render the messages."""

    detail: str = ""


@dataclass(eq=False)
class GrammarInvalid(RequestError):
    """A GBNF grammar or JSON schema that cannot be read; line and column from 1, 0 where they are unknown.

    slip is one of app/domain/slips.py.
    """

    detail: str = ""
    line: int = 0
    column: int = 0
    slip: str = Slip.UNKNOWN


@dataclass(eq=False)
class AdapterUnknown(RequestError):
    name: str = ""


@dataclass(eq=False)
class SettingOutOfRange(RequestError):
    name: str = ""
    value: float = 0.0
    low: float = 0.0
    high: float = 0.0


@dataclass(eq=False)
class NotForChat(RequestError):
    """An encoder (BERT family): it embeds, it does not answer."""

    architecture: str = ""


@dataclass(eq=False)
class NotForEmbedding(RequestError):
    architecture: str = ""


@dataclass(eq=False)
class EngineFault(RequestError):
    """Our own failure inside the child while it served one request; detail is the traceback, for the report."""

    detail: str = ""
