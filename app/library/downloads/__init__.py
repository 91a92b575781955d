"""Files on their way from a host to the disk: a queue that outlives the program, and one child process a download."""
