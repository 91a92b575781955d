"""Model files: what they say of themselves, and where they lie."""
