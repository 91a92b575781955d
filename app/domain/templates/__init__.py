"""Chat templates: rendered behind walls, chosen, and kept from making control tokens of content."""
