"""What can go wrong in the world: the root of a tree of errors that carry facts; app/words turns them into sentences.

MaruError
├── ModelError, NoModels                                       in model_errors.py
├── EngineError, RequestError, ProcessorTooOld                 in engine_errors.py
├── StorageError                                               in storage_errors.py
├── NetworkError, DownloadError, SignatureError, ReleaseError  in network_errors.py
├── PackError                                                  in pack_errors.py
├── PresetError, Variable…, Pattern…                           in preset_errors.py
└── NotFound                                                   a chat, message or model that was asked for by name

Facts are plain values (str, int, float, bool, None), so an error crosses the process border as ``Fault`` and back.
Failures of our own (bugs) are ordinary Python exceptions and are reported, never hidden.
"""

from dataclasses import asdict, dataclass

Fact = str | int | float | bool | None


@dataclass(eq=False)
class MaruError(Exception):
    """The root: a failure of the world that the person can be told about in one sentence."""

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in asdict(self).items())
        return f"{type(self).__name__}({facts})"


@dataclass(eq=False)
class NotFound(MaruError):
    """kind is chat, message, model, preset, pack, models, presets (several are called so), hub (no name of it) or gguf.

    name is what was asked for; near is what else it may have meant, one a line.
    """

    kind: str = ""
    name: str = ""
    near: str = ""
