"""Where the person writes: the text field with its input-method rules, and the card around it."""
