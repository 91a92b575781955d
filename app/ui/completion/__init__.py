"""The place "Completion": a raw text that a person and a model write in turns."""
