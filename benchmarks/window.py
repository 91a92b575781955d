"""How soon the window is seen and can be used, beside a bare PySide6 window, and what it weighs with a long chat."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.domain.conversation import Conversation, Turn, new_id
from app.domain.message import assistant, user
from app.paths import inside
from app.storage.store import open_store
from app.ui.window.state import WindowState, save_state
from benchmarks.corpus import message

ROOT = Path(__file__).parents[1]
ROUNDS = 9
MESSAGES = 1_000
FORBIDDEN = ("llama_cpp", "huggingface_hub", "numpy")

BARE = """
import time; began = time.perf_counter()
import json, sys
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(QLabel("안녕 hello"))
window.resize(1280, 800)
window.show()
app.processEvents()
print(json.dumps({"painted_s": time.perf_counter() - began, "cpu_s": time.process_time()}))
"""

OURS = """
import time; began = time.perf_counter()
import json, sys
from pathlib import Path
from app.paths import inside
from app.ui.starting.application import Application, start_qt
app = start_qt()
ours = Application(app, inside(Path(sys.argv[1])), engine_words=("engine", "--fake"), language="en")
times = {}
ours.painted.connect(lambda: times.update(painted_s=time.perf_counter() - began, cpu_s=time.process_time()))
ours.opened.connect(lambda: times.update(opened_s=time.perf_counter() - began))
ours.show()
while ours.program is None:
    app.processEvents()
rest = time.perf_counter() + float(sys.argv[2])
while time.perf_counter() < rest:
    app.processEvents()
    time.sleep(0.005)
import psutil
view = ours.program.presenter.desk.conversation
times.update(
    resident_mb=psutil.Process().memory_info().rss / 2**20,
    rows=len(view.rows),
    modules=sorted({name.partition(".")[0] for name in sys.modules}),
)
ours.close()
print(json.dumps(times))
"""


def run(code: str, *arguments: str) -> dict[str, object]:
    """In a process of its own, with compiled modules as in any installation."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def middle(runs: list[dict[str, object]], name: str) -> float:
    return statistics.median(float(str(one[name])) for one in runs)


def fill(folder: Path) -> None:
    """A chat of MESSAGES messages, which the window opens."""
    now = time.time()
    chat = Conversation(new_id(), title="A long chat", created=now)
    turns: dict[str, Turn] = {}
    parent = None
    for number in range(MESSAGES):
        text = message(number)
        turn = Turn(new_id(), parent, assistant(text) if number % 2 else user(text), now)
        turns[turn.id] = turn
        parent = turn.id
    store = open_store(inside(folder))
    store.create(Conversation(chat.id, chat.title, turns, parent, created=now)).result()
    store.close()
    save_state(folder, WindowState(chat=chat.id))


def first_paint() -> None:
    bare, ours = [], []
    with tempfile.TemporaryDirectory() as folder:
        run(OURS, folder, "0")  # compiles what was never imported
        for _ in range(ROUNDS):
            bare.append(run(BARE))
            ours.append(run(OURS, folder, "0"))
    pairs = list(zip(ours, bare, strict=True))
    for name, words in (("painted_s", "import to first paint"), ("cpu_s", "  of it CPU time")):
        ratio = statistics.median(float(str(our[name])) / float(str(other[name])) for our, other in pairs)
        figures = f"{middle(ours, name):.3f} s, bare window {middle(bare, name):.3f} s"
        print(f"{words:<34}{figures}, {ratio:.2f} times (goal: under 2)", flush=True)
    print(f"{'import to usable':<34}{middle(ours, 'opened_s'):.3f} s", flush=True)


def weight() -> None:
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder))
        found = run(OURS, folder, "4")
    modules = str(found["modules"])
    unwanted = [name for name in FORBIDDEN if f"'{name}'" in modules]
    words = f"resident, {found['rows']} messages open"
    print(f"{words:<34}{found['resident_mb']:.0f} MB (goal: under 150)", flush=True)
    print(f"{'import to usable with that chat':<34}{found['opened_s']:.3f} s", flush=True)
    print(f"{'modules that must not be loaded':<34}{', '.join(unwanted) or 'none'}", flush=True)


def main() -> None:
    first_paint()
    weight()


if __name__ == "__main__":
    main()
