"""Case templates (sagsskabeloner): the numbers that cases get when they are made, held against what is shown."""
