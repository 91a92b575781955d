"""What the person can set, each thing declared once: type, default, range and words; file and page follow from it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, get_args, get_type_hints

from app.domain.engine_errors import SettingOutOfRange
from app.domain.generation import ContextPolicy
from app.domain.loading import LoadSettings


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it; Babel finds it with -k N_
    """Mark English that is translated where it is shown: app/words stands above this room."""
    return message


@dataclass(frozen=True)
class Setting:
    """What an annotation says of a setting. label and meaning are English, for app/words' `_`; None is no bound."""

    label: str
    meaning: str = ""
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Declared:
    """A setting as a page or a file sees it. The choices of a StrEnum are its members."""

    name: str
    type: Any
    default: Any
    setting: Setting


class Theme(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Language(StrEnum):
    SYSTEM = "system"
    ENGLISH = "en"
    KOREAN = "ko"


class CacheType(StrEnum):
    """Under llama.cpp's names, the most exact first."""

    F32 = "f32"
    F16 = "f16"
    BF16 = "bf16"
    Q8_0 = "q8_0"
    Q5_1 = "q5_1"
    Q5_0 = "q5_0"
    Q4_1 = "q4_1"
    Q4_0 = "q4_0"


class FlashAttention(StrEnum):
    AUTO = "auto"
    ON = "on"
    OFF = "off"


class Group:
    """Settings that belong together. Raises SettingOutOfRange: a value out of its range exists nowhere."""

    def __post_init__(self) -> None:
        for item in declared(type(self)):
            low, high = item.setting.low, item.setting.high
            if low is not None and high is not None:
                value = getattr(self, item.name)
                if not low <= value <= high:
                    raise SettingOutOfRange(item.name, value, low, high)


def declared(group: type[Group]) -> Iterator[Declared]:
    """The group's settings, in the order of their declaration."""
    for name, hint in get_type_hints(group, include_extras=True).items():
        kind, setting = get_args(hint)
        yield Declared(name, kind, getattr(group, name), setting)


@dataclass(frozen=True)
class Appearance(Group):
    theme: Annotated[Theme, Setting(N_("Theme"))] = Theme.SYSTEM
    high_contrast: Annotated[bool, Setting(N_("High contrast"), N_("Stronger lines and colours, in either theme."))] = (
        False
    )
    language: Annotated[Language, Setting(N_("Language"))] = Language.SYSTEM
    text_size: Annotated[int, Setting(N_("Text size"), N_("In percent."), low=75, high=200)] = 100
    column_width: Annotated[
        int, Setting(N_("Width of the text"), N_("In pixels, at a text size of 100%."), low=480, high=1600)
    ] = 720


@dataclass(frozen=True)
class Models(Group):
    folders: Annotated[
        tuple[str, ...], Setting(N_("Model folders"), N_("Models are used where they lie; nothing is copied."))
    ] = ()
    last: Annotated[str, Setting(N_("Model"), N_("The one that new chats talk to."))] = ""
    others: Annotated[
        bool,
        Setting(
            N_("Models of other programs"),
            N_("Of LM Studio, Ollama, Jan, GPT4All and the Hugging Face cache. Nothing there is changed."),
        ),
    ] = True

    @property
    def folder_paths(self) -> tuple[Path, ...]:
        return tuple(Path(folder).expanduser() for folder in self.folders)


@dataclass(frozen=True)
class Running(Group):
    """How models are loaded: the part of LoadSettings that holds for every model."""

    context: Annotated[
        int,
        Setting(
            N_("Context"),
            N_("How many tokens the model sees at once; 0 is all that it was trained for."),
            low=0,
            high=16_777_216,
        ),
    ] = LoadSettings.context
    gpu_layers: Annotated[
        int,
        Setting(N_("Layers on the GPU"), N_("-1 puts there what fits; 0 uses the processor only."), low=-1, high=9999),
    ] = LoadSettings.gpu_layers
    threads: Annotated[
        int, Setting(N_("Threads"), N_("0 adapts to what else runs on this computer."), low=0, high=1024)
    ] = LoadSettings.threads
    batch: Annotated[
        int, Setting(N_("Batch"), N_("How many tokens of a prompt are evaluated in one step."), low=1, high=65_536)
    ] = LoadSettings.batch
    cache_type_k: Annotated[
        CacheType, Setting(N_("Type of the key cache"), N_("Smaller types need less memory and are less exact."))
    ] = CacheType.F16
    cache_type_v: Annotated[
        CacheType, Setting(N_("Type of the value cache"), N_("Smaller types need flash attention."))
    ] = CacheType.F16
    flash_attention: Annotated[FlashAttention, Setting(N_("Flash attention"))] = FlashAttention.AUTO
    mmap: Annotated[bool, Setting(N_("Map the file"), N_("The model is read as it is needed: it starts sooner."))] = (
        LoadSettings.mmap
    )
    mlock: Annotated[bool, Setting(N_("Keep in memory"), N_("The system never swaps the model out."))] = (
        LoadSettings.mlock
    )
    devices: Annotated[tuple[str, ...], Setting(N_("Devices"), N_("None chosen: llama.cpp decides."))] = ()

    def load_settings(self) -> LoadSettings:
        chosen: dict[str, Any] = {item.name: getattr(self, item.name) for item in fields(self)}
        for name, value in chosen.items():
            chosen[name] = value.value if isinstance(value, StrEnum) else value
        return LoadSettings(**chosen)


@dataclass(frozen=True)
class Chatting(Group):
    system: Annotated[str, Setting(N_("System prompt"), N_("What every new chat begins with."))] = ""
    policy: Annotated[
        ContextPolicy, Setting(N_("When the context is full"), N_("What is left out is always shown in the chat."))
    ] = ContextPolicy.ROLLING
    send_with_enter: Annotated[
        bool, Setting(N_("Enter sends"), N_("Otherwise Ctrl+Enter sends and Enter begins a new line."))
    ] = True


@dataclass(frozen=True)
class Network(Group):
    offline: Annotated[bool, Setting(N_("Offline"), N_("No connection is even attempted."))] = False
    endpoint: Annotated[
        str, Setting(N_("Host of models"), N_("A mirror, such as https://models.example.org; empty is Hugging Face."))
    ] = ""
    proxy: Annotated[str, Setting(N_("Proxy"), N_("Such as http://127.0.0.1:3128; empty is what the system says."))] = (
        ""
    )
    updates: Annotated[
        bool,
        Setting(
            N_("Tell of new versions"),
            N_("Once a day Maru then asks its own site for one small file. Nothing of you or this computer is sent."),
        ),
    ] = False
    downloads_at_once: Annotated[int, Setting(N_("Downloads at once"), low=1, high=8)] = 2


@dataclass(frozen=True)
class Settings:
    appearance: Appearance = field(default_factory=Appearance)
    models: Models = field(default_factory=Models)
    running: Running = field(default_factory=Running)
    chatting: Chatting = field(default_factory=Chatting)
    network: Network = field(default_factory=Network)


def groups() -> Iterator[tuple[str, type[Group]]]:
    """Name and type of each group."""
    yield from get_type_hints(Settings).items()
