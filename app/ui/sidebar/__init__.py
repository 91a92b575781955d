"""The chats, as a list by day, and the places of the program."""
