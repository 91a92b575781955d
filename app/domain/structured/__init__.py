"""Answers in a form that the engine enforces: which forms it can, how they are asked for, and how they are checked."""
