"""The two models that are measured, where dev.py puts them."""

from app.paths import shared_cache

STARTER = shared_cache() / "models" / "SmolLM2-135M-Instruct.Q4_1.gguf"
BASE = shared_cache() / "models" / "gemma-3-270m-q4_k_m.gguf"
