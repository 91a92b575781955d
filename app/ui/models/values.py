"""What the page of models shows, in words already: plain values that presenters make and widgets paint."""

from dataclasses import dataclass
from enum import Enum, auto

from app.ui.widgets.blank import Blank, WayOut
from app.ui.widgets.chips import Chip


@dataclass(frozen=True)
class Card:
    """One row of a list of models; remark is a line of numbers below the name."""

    id: str
    name: str
    remark: str
    chips: tuple[Chip, ...] = ()
    is_chosen: bool = False

    @property
    def words(self) -> str:
        """All of it, for those who hear it."""
        return ", ".join(filter(None, (self.name, self.remark, *(chip.words for chip in self.chips))))


class Deed(Enum):
    """What the one button beside a model does."""

    DOWNLOAD = auto()
    PAUSE = auto()
    RESUME = auto()
    RETRY = auto()
    TALK = auto()
    NONE = auto()


@dataclass(frozen=True)
class Progress:
    """Of a download, or a pack: how much of it is here (0 to 1), and the same in words."""

    fraction: float
    words: str


@dataclass(frozen=True)
class OfferLine:
    """One line of a repository's table. memory is empty until its header is known."""

    quantization: str
    size: str
    memory: str = ""
    verdict: Chip | None = None
    is_recommended: bool = False
    deed: Deed = Deed.DOWNLOAD
    progress: Progress | None = None


@dataclass(frozen=True)
class Share:
    """A part of the memory bar."""

    words: str
    size_bytes: int


@dataclass(frozen=True)
class Memory:
    """What a model would take of what is free. remark: what else is known of it; arithmetic: how the numbers came."""

    title: str
    weights: Share
    cache: Share
    working: Share
    free_bytes: int
    remark: str = ""
    arithmetic: str = ""


@dataclass(frozen=True)
class RepositoryPage:
    repo: str
    name: str
    remark: str
    offers: tuple[OfferLine, ...]
    memory: Memory | None = None
    chosen: str = ""
    """The quantization that the memory bar tells of."""
    trouble: Blank | None = None
    """Why less is said of the files than could be: they are only given to those who accept their terms, for one."""
    context_words: str = ""
    """Heads the column of memory: at which context."""


@dataclass(frozen=True)
class Suggestion:
    """A model that a newcomer may begin with."""

    repo: str
    quantization: str
    name: str
    why: str
    remark: str
    verdict: Chip | None = None
    deed: Deed = Deed.DOWNLOAD
    progress: Progress | None = None


@dataclass(frozen=True)
class DownloadLine:
    """A download in the list at the foot. trouble is a sentence, with the button that helps."""

    id: str
    name: str
    remark: str
    fraction: float
    deed: Deed
    trouble: str = ""
    way: WayOut | None = None


@dataclass(frozen=True)
class DeviceLine:
    """A processor; reason says why it is not used, where it is not."""

    name: str
    remark: str
    reason: str = ""


@dataclass(frozen=True)
class PackLine:
    """A pack that was added. is_used is None while that is not known; reason says why it is not used."""

    id: str
    title: str
    remark: str
    is_used: bool | None = None
    reason: str = ""


@dataclass(frozen=True)
class Facts:
    """What a model file says of itself, as pairs of a word and its value."""

    facts: tuple[tuple[str, str], ...]
    tensor_types: tuple[tuple[str, str], ...] = ()
    """Name of the type, and its share."""
    template: str = ""
    licence: str = ""
    keys: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ModelPage:
    """The head of a model on this computer, and what can be done with it. blocked: why it cannot be deleted here."""

    path: str
    name: str
    remark: str
    chips: tuple[Chip, ...] = ()
    can_talk: bool = True
    can_quantize: bool = False
    has_settings: bool = True
    """Not what belongs to another model."""
    blocked: str = ""
    memory: Memory | None = None


@dataclass(frozen=True)
class Named:
    """Something to choose, by an id and in words."""

    id: str
    words: str


@dataclass(frozen=True)
class Choices:
    """What there is to choose from when a model is set up."""

    devices: tuple[Named, ...] = ()
    adapters: tuple[Named, ...] = ()
    templates: tuple[str, ...] = ()
    """Names of the built-in ones."""
