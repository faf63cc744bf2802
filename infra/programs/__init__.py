"""The same sheet, written and saved again by many programs: `make programs` makes docs/programs.md of it."""
