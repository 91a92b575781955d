"""Chat templates rendered by transformers, in a process of its own.

Of the package only the module that renders templates is loaded: all else would want other versions of packages than
ours. What that module takes from its neighbours is little, and stands here.

    python reference.py FOLDER < conversations      (one JSON object a line, see `_rendered`)
"""

import importlib
import json
import logging
import sys
from datetime import datetime, tzinfo
from pathlib import Path
from types import ModuleType
from typing import Any, Self


class _Clock(datetime):
    """The day of the test."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls(2026, 11, 5, tzinfo=tz)


def _renderer(folder: Path) -> Any:  # noqa: ANN401 - a module of another project
    package, neighbours = ModuleType("transformers"), ModuleType("transformers.utils")
    package.__path__, neighbours.__path__ = [], [str(folder)]
    loggers, packages = ModuleType("transformers.utils.logging"), ModuleType("transformers.utils.import_utils")
    loggers.__dict__["get_logger"] = logging.getLogger
    present = {"is_jinja_available": True, "is_torch_available": False, "is_vision_available": False}
    for name, is_there in present.items():
        packages.__dict__[name] = lambda answer=is_there: answer
    neighbours.__dict__["logging"] = loggers
    for module in (package, neighbours, loggers, packages):
        sys.modules[module.__name__] = module
    module = importlib.import_module("transformers.utils.chat_template_utils")
    module.__dict__["datetime"] = _Clock
    return module


def _rendered(module: Any, asked: dict[str, Any]) -> dict[str, str]:  # noqa: ANN401 - as above
    """As a tokenizer's apply_chat_template calls it, with its special tokens."""
    try:
        texts, _ = module.render_jinja_template(
            conversations=[asked["messages"]],
            chat_template=asked["template"],
            add_generation_prompt=not asked["prefill"],
            continue_final_message=asked["prefill"],
            bos_token=asked["bos"],
            eos_token=asked["eos"],
        )
    except Exception as refused:  # noqa: BLE001 - a template is foreign code
        return {"refused": f"{type(refused).__name__}: {refused}"}
    return {"text": texts[0]}


if __name__ == "__main__":
    reference = _renderer(Path(sys.argv[1]))
    for line in sys.stdin:
        print(json.dumps(_rendered(reference, json.loads(line))))
