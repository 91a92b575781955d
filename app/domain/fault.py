"""A MaruError as a plain value, on its way through a pipe or into the database, and the error again."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from app.domain import engine_errors, model_errors, network_errors, pack_errors, preset_errors, storage_errors
from app.domain.engine_errors import EngineFault
from app.domain.errors import Fact, MaruError

SUBJECTS = (engine_errors, model_errors, network_errors, pack_errors, preset_errors, storage_errors)
"""All that hold branches of the tree: error_classes knows the whole of it only when they are imported."""


@dataclass(frozen=True)
class Fault:
    """A MaruError on its way through the protocol or into the database: its class name and its facts."""

    kind: str
    facts: dict[str, Fact] = field(default_factory=dict)


def to_fault(error: MaruError) -> Fault:
    return Fault(type(error).__name__, asdict(error))


def from_fault(fault: Fault) -> MaruError:
    """The error again. A kind that this version does not know becomes EngineFault: still said, never lost."""
    known = {cls.__name__: cls for cls in error_classes()}.get(fault.kind)
    if known is None:
        return EngineFault(f"{fault.kind} {fault.facts}")
    names = known.__dataclass_fields__
    return known(**{name: value for name, value in fault.facts.items() if name in names})


def error_classes(root: type[MaruError] = MaruError) -> Iterator[type[MaruError]]:
    """Every class of the tree, the root first."""
    yield root
    for child in root.__subclasses__():
        yield from error_classes(child)
