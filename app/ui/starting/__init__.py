"""From the first line of the process to a window that lives, and to its end."""
