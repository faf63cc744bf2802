"""What is stored of municipalities, out of a table and into another: archives, and what they may restore."""
