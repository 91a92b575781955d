"""The terminal face: the same use cases as the window, as plain text or JSON."""
