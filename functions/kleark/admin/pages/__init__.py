"""One module for each thing that an admin does."""
