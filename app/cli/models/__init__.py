"""The role `models`: find, fetch, look into, measure and throw away model files."""
