"""The place "Presets": choose one, change it, see what it makes of a prompt, and try it."""
