"""What is between the window and the open chat, all chats, and the loaded model."""
