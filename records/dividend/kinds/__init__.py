"""The kinds of calculation of DIV-SPEC-1.0, each from its input fields to its result."""
