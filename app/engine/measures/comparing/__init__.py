"""Measures that compare runs, or settings of a run, by a measure of one run; one file a measure."""
