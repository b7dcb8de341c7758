"""From a formula's text to compiled functions: read, derived, lowered to a list of operations, printed."""
