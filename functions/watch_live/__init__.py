"""Lambda: what nobody needs any more goes, and what was left undone is done."""
