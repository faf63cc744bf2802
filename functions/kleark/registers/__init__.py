"""What is known beforehand: KLE topics and municipalities."""
