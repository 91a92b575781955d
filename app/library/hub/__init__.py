"""The Hugging Face Hub: searched and read by a child process, understood here."""
