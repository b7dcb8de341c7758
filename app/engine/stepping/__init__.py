"""The stepping loop and what it is made of: stretches of settings, rows, snapshots, steps in plain numbers."""
