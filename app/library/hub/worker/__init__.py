"""The child process of the role `hub`; with the download's child it alone knows huggingface_hub."""
