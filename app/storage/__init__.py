"""What is kept: chats in SQLite, settings in a TOML file."""
