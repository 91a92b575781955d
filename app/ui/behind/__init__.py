"""Work that must not hold the window up: in threads, in children of its own, and in the folders that others change."""
