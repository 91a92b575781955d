"""What dev.py is made of: everything here runs before anything is installed, with Python alone."""
