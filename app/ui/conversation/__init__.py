"""The conversation as it is read: rows in, painted text out; it knows neither sessions nor engines."""
