"""The engine's child process: the only room that knows llama.cpp."""
