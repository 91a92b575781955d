"""The place "Models": find one, fetch it, and see what lies on this computer."""
