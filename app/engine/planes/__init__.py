"""Planes through the parameters of a network: where they lie, and the losses on them."""
