"""The science: problems, optimizers, schedules, the stepping loop. Knows nothing of the web."""
