"""Lambda: from a revision that became live to the event that says so."""
