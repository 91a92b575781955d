"""Pages over the window: settings, keys, connections, news, and what the program is made of."""
