"""How far each of the 98 municipalities is with showing its citizens their cases."""
