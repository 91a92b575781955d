"""The frame of the window: what is where, how it looked when it was left, and what stands there before a chat does."""
