"""What is right and wrong in a configuration sheet: one module per group of rules."""
