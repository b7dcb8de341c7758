"""Feed-forward networks: activations, losses, initialisers, layout of the parameters, forward and backward pass."""
