"""The engine: how the program talks to the child process that runs a model."""
