"""`dev.py bench`: every measurement, one after another. Figures are printed, never judged: the machine may be busy."""

import sys

from benchmarks import catalog, conversation_view, engine, fit, latency, self_consistency, window

PARTS = {
    "engine": engine.main,
    "self-consistency": self_consistency.main,
    "latency": latency.main,
    "window": window.main,
    "view": conversation_view.main,
    "catalog": catalog.main,
    "fit": fit.main,
}


def main(names: list[str]) -> None:
    """All parts, or those that are named."""
    for name in names or PARTS:
        print(f"\n{name}", flush=True)
        PARTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
