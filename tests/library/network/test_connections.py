from pathlib import Path

import pytest

from app.domain.hub import Connection, Reason
from app.library.network.connections import Connections


def test_every_connection_is_kept_with_time_host_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "new" / "connections.jsonl"
    ours = [Connection(1.5, "huggingface.co", Reason.SEARCH), Connection(2.5, "cdn.example", Reason.DOWNLOAD)]
    for connection in ours:
        Connections(path).append(connection)
    assert Connections(path).read() == tuple(ours)


def test_an_empty_list_is_no_file(tmp_path: Path) -> None:
    assert Connections(tmp_path / "connections.jsonl").read() == ()


def test_the_older_half_is_forgotten_when_the_list_grows(tmp_path: Path) -> None:
    connections = Connections(tmp_path / "connections.jsonl", largest=2000)
    for number in range(200):
        connections.append(Connection(float(number), "huggingface.co", Reason.SEARCH))
    kept = connections.read()
    assert 10 < len(kept) < 60
    assert [connection.time for connection in kept] == [float(number) for number in range(200 - len(kept), 200)]


def test_a_line_that_was_cut_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "connections.jsonl"
    Connections(path).append(Connection(1.0, "a.example", Reason.LOOK))
    path.write_bytes(path.read_bytes() + b'{"time": 2.0, "ho\n\xff\n')
    Connections(path).append(Connection(3.0, "b.example", Reason.LOOK))
    assert [connection.host for connection in Connections(path).read()] == ["a.example", "b.example"]


@pytest.mark.expects_log("could not be noted")
@pytest.mark.expects_log("could not be read")
def test_what_cannot_be_written_is_kept_for_this_run(tmp_path: Path) -> None:
    path = tmp_path / "connections.jsonl"
    path.mkdir()
    connections = Connections(path)
    connections.append(Connection(1.0, "a.example", Reason.LOOK))
    assert [connection.host for connection in connections.read()] == ["a.example"]
