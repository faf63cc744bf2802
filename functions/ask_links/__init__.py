"""Lambda: asks pages whether they are still there."""
