"""From an uploaded file to rows of cells, each knowing where it stands. Everything hostile stops here."""
