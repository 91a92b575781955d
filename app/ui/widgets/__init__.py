"""The controls and layouts that every part of the window shares."""
