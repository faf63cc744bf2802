"""What must not be repeated: CPR numbers are masked, invisible characters are written as their numbers."""
