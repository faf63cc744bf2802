"""All findings of one upload, and the ways to tell them."""
