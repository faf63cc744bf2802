"""The configuration as data: rows, the plan from one set to another, and what it means for citizens."""
