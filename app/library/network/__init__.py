"""The way out: whether there is one, to which host, with which token, and the list of all that was ever asked for."""
