"""Runs that are kept alive, and what is read off them: columns, traces, streams of rows, outcomes, probes."""
