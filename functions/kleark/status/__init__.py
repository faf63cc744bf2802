"""The status of the 98 municipalities: how far each is with showing citizens their cases, as map and table."""
