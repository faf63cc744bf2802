"""A municipality's list of its own KLE numbers: read, checked, and put beside KL's register."""
