"""The door: a role word chooses a face or a child process, and only what that one needs is imported."""

import signal
import sys

TYPE_CHECKING = False  # typing's own would be imported for it, before Ctrl-C is quiet
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.cli.launch import Launch
    from app.ui.starting.self_test import WindowTest


def main(arguments: "Sequence[str] | None" = None) -> int:
    """The exit code: 0 done, 1 the world failed, 2 wrong arguments, 3 a fault of ours."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    if words[:1] in (["engine"], ["hub"], ["download"]):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches the child too, but is not for it
        return _child(words[0], words[1:])
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # until somebody listens: imports cut short say so, or abort (Qt's)
    from app.cli.launch import read_launch
    from app.cli.outcome import guard
    from app.logs import start_log

    launch = read_launch(words)
    start_log(launch.paths.logs, level=launch.log_level)
    return guard(lambda: _face(launch), launch.paths)


def _child(role: str, words: "Sequence[str]") -> int:
    child: Callable[[Sequence[str]], int]
    if role == "hub":
        from app.library.hub.worker.main import main as child
    elif role == "download":
        from app.library.downloads.worker.main import main as child
    elif "--fake" in words:
        from app.engine.fake import main as child
    else:
        from app.engine.worker.main import main as child
    return child(words)


def _face(launch: "Launch") -> int:
    from app.cli.files import files_of
    from app.cli.processor import require_processor
    from app.cli.screen import can_open_window

    require_processor(for_window=launch.role == "gui")
    files = files_of(launch) if launch.role == "gui" else ()
    if launch.role == "gui" and can_open_window():
        from app.ui.starting.application import run as open_window

        return open_window(
            launch.paths,
            files=files,
            engine_words=launch.engine_words,
            language=launch.language,
            offline=launch.offline,
        )
    from app.cli.roles import run

    return run(launch, test_window=_test_window)


def _test_window(launch: "Launch") -> "WindowTest":
    from app.ui.starting.self_test import run_window_test

    return run_window_test(launch.paths, engine_words=launch.engine_words, language=launch.language)


if __name__ == "__main__":
    sys.exit(main())
