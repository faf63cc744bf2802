"""Which of a citizen's cases are shown, why, and what stands beside them. Pure: no HTTP, no table, no clock."""
