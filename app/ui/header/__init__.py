"""The line above the conversation: the title of the chat, and the model that answers."""
