"""Sample sheets, and the script that writes them."""
