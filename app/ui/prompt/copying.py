"""The exact prompt as a text in JSON, for those who want to look at it elsewhere."""

import json
from collections import Counter

import msgspec

from app.domain.generation import PromptReport, RenderedPrompt
from app.ui.prompt.shown_token import of_prompt


def as_json(prompt: RenderedPrompt, report: PromptReport, *, model: str) -> str:
    """One token a line."""
    lines = (msgspec.json.encode({"id": one.id, "text": one.text, "kind": one.kind}) for one in of_prompt(prompt))
    tokens = b",\n    ".join(lines).decode()
    head = {
        "model": model,
        "template": report.template,
        "context": report.context,
        "prompt_tokens": report.prompt_tokens,
        "left_out": list(report.left_out),
        "parts": Counter(prompt.kinds),
        "text": prompt.text,
    }
    whole = json.dumps(head, ensure_ascii=False, indent=2)
    return f'{whole[:-2]},\n  "tokens": [\n    {tokens}\n  ]\n}}\n'
