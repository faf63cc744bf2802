"""Lambda: from what happened to the mails that tell of it."""
