"""Ties the window, its places and its sheets to the program, and to each other."""
