"""The door: a role word chooses a face or a child process, and only what that one needs is imported."""

import signal
import sys
from collections.abc import Callable, Sequence

from app.cli.launch import Launch, read_launch
from app.cli.outcome import guard
from app.logs import start_log


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 done, 1 the world failed, 2 wrong arguments, 3 a fault of ours."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    if words[:1] == ["engine"]:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches the child too, but is not for it
        return _engine(words[1:])
    launch = read_launch(words)
    start_log(launch.paths.logs, level=launch.log_level)
    return guard(lambda: _face(launch.role)(launch), launch.paths)


def _engine(words: Sequence[str]) -> int:
    if "--fake" in words:
        from app.engine.fake import main as engine
    else:
        from app.engine.worker.main import main as engine
    return engine(words)


def _face(role: str) -> Callable[[Launch], int]:
    match role:
        case "gui":
            run = _gui
        case "chat":
            from app.cli.chat import run
        case "complete":
            from app.cli.complete import run
        case "models":
            from app.cli.models import run
        case "chats":
            from app.cli.chats import run
        case "bench":
            from app.cli.bench import run
        case "doctor":
            from app.cli.doctor import run
        case _:
            run = _self_test
    return run


def _gui(launch: Launch) -> int:
    from app.cli.screen import can_open_window

    if not can_open_window(launch):
        from app.cli.chat import run as talk

        return talk(launch)
    from app.ui.application import run as open_window

    return open_window(launch.paths, engine_words=launch.engine_words, language=launch.language)


def _self_test(launch: Launch) -> int:
    from app.cli.self_test import run
    from app.ui.self_test import run_window_test

    return run(launch, run_window_test)


if __name__ == "__main__":
    sys.exit(main())
