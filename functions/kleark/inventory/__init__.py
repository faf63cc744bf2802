"""What is in the indexes: how many cases each municipality has on each KLE number, from which source system."""
