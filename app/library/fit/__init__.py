"""Whether a model fits this machine, told from its header alone: how llama.cpp would lay it out in memory."""
