"""What a GGUF file says of itself: read, here or far away, without trusting a number in it."""
