"""The child process that fetches the files of one download; the only one here that knows huggingface_hub."""
