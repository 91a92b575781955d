"""The models on this machine: in our folders and in those of other programs, found, named, brought in, thrown away."""
