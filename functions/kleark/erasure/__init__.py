"""What the erase function does with a sheet whose deletion was asked for: delete all of it, and make sure of that."""
