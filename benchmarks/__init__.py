"""Timings: two things compared in one run, printed, never asserted."""
