"""Languages, and how numbers, dates and times are written in them."""
