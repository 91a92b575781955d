"""llama.cpp as typed Python: the only room that knows ctypes and llama_cpp."""
