"""An .xlsx file edited in place, part by part, with every other byte left as it was."""
