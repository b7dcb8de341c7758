"""Measures of one run, one file a family."""
