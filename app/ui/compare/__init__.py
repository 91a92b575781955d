"""The place "Compare": the same question asked of several presets and models side by side."""
