"""Whether models fit this machine as it is now, in the words of the page."""

from dataclasses import replace
from typing import Final

from app.domain.fit import Fit, Machine, Verdict
from app.domain.loading import LoadSettings
from app.library.fit.fit import fit
from app.library.headers.header import Header
from app.library.measured import Measured
from app.ui.models.words import verdict_chip
from app.ui.widgets.chips import Chip, Tone
from app.words.catalog import _
from app.words.fits import verdict_words

_USUAL_BITS: Final = 4.85
"""Of a weight in Q4_K_M, which is what most people take."""
_BESIDE: Final = 1.15
"""What context and working memory add to the weights, roughly."""


class Weighing:
    """Nothing is known of the machine until `machine` is set, and so nothing is said of models."""

    def __init__(self, measured: Measured) -> None:
        self.machine: Machine | None = None
        self._measured = measured

    def fit(self, header: Header, settings: LoadSettings) -> Fit | None:
        return fit(header, settings, self.machine, measured=self._measured) if self.machine else None

    def chip(self, header: Header, settings: LoadSettings) -> Chip | None:
        found = self.fit(header, settings)
        return self.chip_of(found) if found else None

    def chip_of(self, found: Fit) -> Chip | None:
        return verdict_chip(found, self.machine) if self.machine else None

    def first_guess(self, *, parameters: int = 0, size_bytes: int = 0) -> Chip | None:
        """From the size alone, for a list of models whose headers nobody has read; what is opened is weighed truly."""
        needed = (size_bytes or parameters * _USUAL_BITS / 8) * _BESIDE
        if not self.machine or not needed:
            return None
        cards = sum(one.free_bytes for one in self.machine.devices if one.kind == "gpu" and not one.reason)
        main = sum(one.free_bytes for one in self.machine.devices if one.kind == "cpu")
        if needed <= cards:
            return Chip(verdict_words(Verdict.GPU), Tone.GOOD)
        if needed > main + cards:
            return Chip(verdict_words(Verdict.NO), Tone.BAD)
        return Chip(verdict_words(Verdict.PARTLY), Tone.PARTLY) if cards else Chip(_("fits in memory"), Tone.GOOD)


def resized(header: Header, size_bytes: int) -> Header:
    """The same model in another quantization, as far as its size tells: layers and cache stay, weights shrink."""
    share = size_bytes / max(1, header.size_bytes)
    return replace(
        header,
        size_bytes=size_bytes,
        bytes_by_type={name: round(count * share) for name, count in header.bytes_by_type.items()},
        bytes_by_part={name: round(count * share) for name, count in header.bytes_by_part.items()},
    )
