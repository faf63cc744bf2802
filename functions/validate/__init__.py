"""Lambda: from an uploaded sheet to its report."""
