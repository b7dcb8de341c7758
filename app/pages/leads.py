"""Which chapter of the course explains what the labs and the reference name."""

CHAPTER_OF_TOPIC = {
    "What training is": "training",
    "Feed-forward networks": "feed-forward",
    "Cost and loss": "cost-and-loss",
    "Backpropagation": "backpropagation",
    "Gradient descent": "gradient-descent",
    "Learning rate": "learning-rate",
    "Batch size": "batch-size",
    "Epochs and overfitting": "epochs",
    "Digits": "mnist",
    "Momentum": "momentum",
    "Optimizers": "momentum",
}
"""By the gallery's headings."""

CHAPTER_OF_KIND = {
    "words": "backpropagation",
    "landscapes": "gradient-descent",
    "optimizers": "momentum",
    "schedules": "learning-rate",
    "datasets": "training",
    "activations": "forward-pass",
    "losses": "cost-and-loss",
    "initializers": "backpropagation",
}
"""By the reference's sections."""

CHAPTER_OF_VERDICT = {
    "converged": "gradient-descent",
    "crawling": "learning-rate",
    "dead": "backpropagation",
    "descending": "gradient-descent",
    "diverged": "learning-rate",
    "diverging": "learning-rate",
    "exploding": "limits",
    "held at zero": "epochs",
    "learned": "training",
    "learning": "training",
    "local_minimum": "gradient-descent",
    "maximum": "gradient-descent",
    "noise": "batch-size",
    "noise_floor": "batch-size",
    "one class": "backpropagation",
    "oscillating": "learning-rate",
    "out of reach": "learning-rate",
    "overfitting": "epochs",
    "overshooting": "momentum",
    "partly dead": "backpropagation",
    "penalty too strong": "epochs",
    "plateau": "gradient-descent",
    "resting": "learning-rate",
    "saddle": "gradient-descent",
    "saturated": "limits",
    "settled": "learning-rate",
    "starting": "training",
    "stopped": "epochs",
    "stuck": "learning-rate",
    "symmetric": "backpropagation",
    "too simple": "feed-forward",
    "vanishing": "limits",
    "wandering": "batch-size",
    "weaving": "momentum",
}
"""By the word that a diagnosis comes to."""
