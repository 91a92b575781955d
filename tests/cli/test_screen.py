import socket
import sys
from pathlib import Path

import pytest

from app.cli.screen import has_display, missing_library, obstacle

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")


def test_nothing_named_is_no_display() -> None:
    assert not has_display({})
    assert obstacle({})


def test_a_name_that_nobody_answers_to_is_no_display(tmp_path: Path) -> None:
    assert not has_display({"DISPLAY": ":4321"})
    assert not has_display({"DISPLAY": "what is this"})
    assert not has_display({"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": str(tmp_path)})


def test_a_compositor_that_answers_is_a_display(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as compositor:
        compositor.bind(str(tmp_path / "wayland-7"))
        compositor.listen()
        assert has_display({"WAYLAND_DISPLAY": "wayland-7", "XDG_RUNTIME_DIR": str(tmp_path)})


def test_an_x_server_behind_a_tunnel_is_a_display() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        number = server.getsockname()[1] - 6000
        if number < 0:
            pytest.skip("the system gave a port below those of X11")
        assert has_display({"DISPLAY": f"127.0.0.1:{number}.0"})


def test_a_platform_without_a_screen_needs_none() -> None:
    assert obstacle({"QT_QPA_PLATFORM": "offscreen"}) == ""
    assert obstacle({"QT_QPA_PLATFORM": "xcb"})


def test_a_missing_library_is_named_by_its_file() -> None:
    assert missing_library() == "" or ".so" in missing_library()
