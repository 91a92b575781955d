"""Use cases: a turn is written once here, for the window, the terminal and the server."""
