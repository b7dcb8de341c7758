"""Tests of learning rates: one run whose rate grows from step to step, and the rates that its loss speaks for."""
