"""Whether another model can be loaded beside the one that chats talk to."""

from collections.abc import Callable
from pathlib import Path

from app.domain.errors import MaruError
from app.domain.fit import Fit, Machine
from app.domain.loading import LoadSettings
from app.library.hardware import Hardware
from app.library.headers.header import Header
from app.library.shelf.catalog import header_of, look_inside

Judge = Callable[[Header, LoadSettings, Machine], Fit]


def weigh(
    path: str, settings: LoadSettings, then: Callable[[Fit | MaruError], None], *, hardware: Hardware, fit: Judge
) -> None:
    """Then gets the verdict, or why there is none: a file that is no model, an engine that cannot say."""
    try:
        header = header_of(look_inside(Path(path)))
    except MaruError as error:
        then(error)
        return

    def judge(answer: Machine | MaruError) -> None:
        then(answer if isinstance(answer, MaruError) else fit(header, settings, hardware.beside or answer))

    hardware.ask(judge)
