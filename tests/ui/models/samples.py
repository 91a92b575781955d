"""Hand-made values for the views of the models page."""

from app.ui.models.values import (
    Card,
    Choices,
    Deed,
    DownloadLine,
    Memory,
    Named,
    OfferLine,
    Progress,
    RepositoryPage,
    Share,
    Suggestion,
)
from app.ui.widgets.blank import WayOut
from app.ui.widgets.chips import Chip, Tone

GOOD = Chip("fits on the GPU", Tone.GOOD)
MEMORY = Memory(
    "Q4_K_M with 8,192 tokens of context",
    Share("weights 2.5 GB", 2500),
    Share("KV cache 0.4 GB", 400),
    Share("working memory 0.5 GB", 500),
    6900,
    remark="measured on this machine: ±2%",
    arithmetic="weights 2.5 GB — 3.9B parameters at 4.8 bits each",
)
CHOICES = Choices(
    devices=(Named("CUDA0", "RTX 4060"), Named("Vulkan0", "Intel UHD")),
    adapters=(Named("/models/style.gguf", "style"), Named("/models/poet.gguf", "poet")),
    templates=("chatml", "llama3"),
)


def cards(number: int) -> list[Card]:
    return [Card(f"owner/model-{at}", f"model-{at}", f"owner · {at} downloads", (GOOD,)) for at in range(number)]


def page(**deeds: tuple[Deed, Progress | None]) -> RepositoryPage:
    """Two offers; a keyword names one of them and what its button does."""
    offers = tuple(
        OfferLine(
            name,
            "2.5 GB",
            "3.4 GB",
            GOOD,
            is_recommended=name == "Q4_K_M",
            deed=deeds.get(name, (Deed.DOWNLOAD, None))[0],
            progress=deeds.get(name, (Deed.DOWNLOAD, None))[1],
        )
        for name in ("Q4_K_M", "Q8_0")
    )
    return RepositoryPage("owner/model", "model", "3.9B parameters", offers, MEMORY, chosen="Q4_K_M")


def suggestion(name: str, deed: Deed = Deed.DOWNLOAD) -> Suggestion:
    return Suggestion(f"owner/{name}", "Q4_K_M", name, "Small and quick.", "0.8 GB", GOOD, deed)


def download(name: str, deed: Deed = Deed.PAUSE, *, trouble: str = "") -> DownloadLine:
    way = WayOut("show_folder", "Show the folder") if trouble else None
    return DownloadLine(name, name, "1.6 of 4.1 GB", 0.4, deed, trouble=trouble, way=way)
