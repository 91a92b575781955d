"""In the window: a disk that is full, and has room again."""

import sqlite3
from functools import partial

from tests.ui.conftest import Person


def test_a_full_disk_is_said_until_there_is_space_again(person: Person) -> None:
    store = person.presenter.app.store
    before = person.gets_an_answer_to("Hello")

    def limit(writing: sqlite3.Connection, pages: int) -> None:
        used = writing.execute("PRAGMA page_count").fetchone()[0]
        writing.execute(f"PRAGMA max_page_count = {used + pages}")

    store._writer.submit(partial(limit, pages=0)).result()
    person.window.composer.submitted.emit("x" * 100_000)
    person.waits_for_the_answer()
    person.waits_until(lambda: "storage" in person.presenter.desk.notices._lines)
    store._writer.submit(partial(limit, pages=10_000)).result()
    person.gets_an_answer_to("And now? /long 5")
    person.waits_until(lambda: "storage" not in person.presenter.desk.notices._lines)
    stored = store.load(person.session.conversation.id)
    assert stored.path() == person.session.conversation.path()
    assert before in stored.path()
