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
    "learned": "training",
    "learning": "training",
    "local minimum": "gradient-descent",
    "maximum": "gradient-descent",
    "minimum": "gradient-descent",
    "noise": "batch-size",
    "oscillating": "learning-rate",
    "overfitting": "epochs",
    "overshooting": "momentum",
    "plateau": "gradient-descent",
    "saddle": "gradient-descent",
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
