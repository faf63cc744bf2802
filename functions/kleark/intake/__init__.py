"""What the validate function does with an uploaded object: read it, judge it, keep the report, ask for publication."""
