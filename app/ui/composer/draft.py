"""What is written but not sent: one for each chat, so that going to another chat loses nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Draft:
    """The typed text, and long pasted texts that stand beside it."""

    text: str = ""
    pasted: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    """What was entered for the variables of the chat's preset."""

    @property
    def whole(self) -> str:
        """As it is sent."""
        return "\n\n".join(part for part in (self.text.strip(), *self.pasted) if part.strip())
