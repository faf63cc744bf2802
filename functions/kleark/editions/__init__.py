"""Editions of the KLE register that came in: checked, stored, planned, activated by an operator, and gone back to."""
