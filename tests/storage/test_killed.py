"""The program is killed while an answer streams."""

import subprocess
import sys
from dataclasses import replace

import pytest

import dev
from app.domain.conversation import TurnState
from app.paths import Paths
from tests.storage.conftest import Open
from tests.storage.samples import chat, integrity

STREAMING = """
import sys
from dataclasses import replace
from itertools import count
from pathlib import Path
from app.domain.conversation import TurnState
from app.domain.message import assistant
from app.paths import inside
from app.storage.store import open_store

store = open_store(inside(Path(sys.argv[1])))
entry = store.chats()[0]
answer = store.load(entry.id).path()[-1]
for number in count(1):
    text = " ".join(str(word) for word in range(number))
    growing = replace(answer, message=assistant(text), state=TurnState.STREAMING)
    store.update_turn(entry.id, growing).result()
    print(number, flush=True)
"""


@pytest.mark.parametrize("saved", [1, 20, 300])
def test_what_was_saved_before_the_kill_is_there(reopen: Open, paths: Paths, saved: int) -> None:
    written = chat(turns=2)
    store = reopen()
    store.create(written)
    store.close()
    with subprocess.Popen(
        [sys.executable, "-c", STREAMING, str(paths.data)], cwd=dev.ROOT, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        for line in child.stdout:
            if int(line) >= saved:
                child.kill()
                break
    store = reopen()
    read = store.load(written.id)
    answer = read.path()[-1]
    assert len(answer.message.text.split()) >= saved
    assert answer.state is TurnState.PARTIAL
    assert read.path()[:-1] == written.path()[:-1]
    assert replace(answer, message=written.path()[-1].message, state=TurnState.DONE) == written.path()[-1]
    assert store.notices == ()
    store.close()
    assert integrity(paths) == "ok"
