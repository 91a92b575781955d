"""Pure values: what the program talks about, without files, processes or widgets."""
