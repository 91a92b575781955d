"""What the conversation view costs the main thread: opening, scrolling, jumping, resizing, streaming.

Run: python -m benchmarks.conversation_view [messages]. Figures are CPU ms of the main thread (time.thread_time), in an
offscreen window of 900 x 800 at one pixel a pixel: p50 / p99.
"""

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import psutil
from PySide6.QtWidgets import QApplication, QScrollBar

from app.domain.conversation import TurnState
from app.ui.conversation.row import Row, RowRole
from app.ui.conversation.view import ConversationView
from app.ui.theme import palette, tokens
from benchmarks.corpus import answer_tokens, chat, code_tokens, paragraph_tokens

Move = Callable[[], None]

WHEEL = 120
STEPS = 200
FLUSHES = 60
TOKENS_A_FLUSH = 7
WIDTHS = (700, 1000, 900, 760, 640, 980, 720, 900)


@contextmanager
def measured(into: list[float]) -> Iterator[None]:
    begin = time.thread_time()
    yield
    into.append((time.thread_time() - begin) * 1000)


def spread(costs: list[float]) -> str:
    ordered = sorted(costs)
    middle, high = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]
    return f"{middle:6.2f} / {high:6.2f}"


def report(name: str, figure: str) -> None:
    print(f"{name:<44}{figure}", flush=True)


def settle(application: QApplication, view: ConversationView) -> None:
    """Until all that is seen is laid out, coloured and painted."""
    application.processEvents()
    while view.pane.is_unfinished:
        application.processEvents()


def new_view(application: QApplication, rows: list[Row]) -> ConversationView:
    view = ConversationView(tokens.LIGHT)
    view.resize(900, 800)
    view.show()
    application.processEvents()
    view.show_rows(rows)
    settle(application, view)
    return view


def rows_of(texts: list[str]) -> list[Row]:
    return [Row(str(number), RowRole.ASSISTANT, text) for number, text in enumerate(texts)]


def warm_up(application: QApplication) -> None:
    """Fonts and lexers are loaded once in a process; that is nothing of the view's."""
    view = new_view(application, [*rows_of(chat(3)), Row("q", RowRole.USER, "A가漢😀")])
    view.close()


def measure_opening(application: QApplication, rows: list[Row]) -> ConversationView:
    view = new_view(application, [])
    gc.collect()
    before = psutil.Process().memory_info().rss
    costs: list[float] = []
    with measured(costs):
        view.show_rows(rows)
        settle(application, view)
    memory = (psutil.Process().memory_info().rss - before) / 2**20
    report(f"open {len(rows):,} messages", f"{costs[0]:6.2f} ms, {memory:+.0f} MB")
    return view


def measure_moves(application: QApplication, view: ConversationView, name: str, moves: Iterator[Move]) -> None:
    slices: list[float] = []
    totals: list[float] = []
    for move in moves:
        with measured(slices):
            move()
            application.processEvents()
        with measured(totals):
            settle(application, view)
        totals[-1] += slices[-1]
    report(name, f"{spread(totals)}   longest go {max(slices):6.2f}")


def scroll_by(bar: QScrollBar, distance: int) -> None:
    bar.setValue(bar.value() + distance)


def measure_scrolling(application: QApplication, view: ConversationView) -> None:
    bar = view.verticalScrollBar()

    def wheel(distance: int) -> Iterator[Move]:
        return (partial(scroll_by, bar, distance) for _ in range(STEPS))

    jumps = (partial(bar.setValue, bar.maximum() * (at * 37 % 100) // 100) for at in range(1, 41))
    resizes = (partial(view.resize, width, 800) for width in WIDTHS)
    measure_moves(application, view, "wheel up, first time", wheel(-WHEEL))
    measure_moves(application, view, "wheel down, second time", wheel(WHEEL))
    measure_moves(application, view, "far jump", jumps)
    measure_moves(application, view, "resize", resizes)
    report("memory of the whole process", f"{psutil.Process().memory_info().rss / 2**20:6.0f} MB")


def measure_stream(application: QApplication, rows: list[Row], name: str, pieces: list[str], start: int) -> None:
    row = Row("stream", RowRole.ASSISTANT, state=TurnState.STREAMING)
    view = new_view(application, [*rows, row])
    view.stream_text("stream", "".join(pieces[:start]))
    view.flush()
    settle(application, view)
    costs: list[float] = []
    for flush in range(FLUSHES):
        at = start + flush * TOKENS_A_FLUSH
        view.stream_text("stream", "".join(pieces[at : at + TOKENS_A_FLUSH]))
        with measured(costs):
            view.flush()
            application.processEvents()
        settle(application, view)
    report(f"stream {name} at {start:,} tokens", spread(costs))
    view.close()


def main(count: int = 1_000) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication([])
    palette.apply(application, tokens.LIGHT)
    rows = rows_of(chat(count))
    warm_up(application)
    view = measure_opening(application, rows)
    measure_scrolling(application, view)
    view.close()
    most = 10_000
    room = most + FLUSHES * TOKENS_A_FLUSH
    for name, pieces in (
        ("an answer", answer_tokens(room)),
        ("one code block", code_tokens(room)),
        ("one paragraph", paragraph_tokens(room)),
    ):
        for start in (200, 2_000, most):
            measure_stream(application, rows, name, pieces, start)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
