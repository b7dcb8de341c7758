"""Big sweeps: who computes their parts, and how far they are."""
