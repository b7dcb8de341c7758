"""What examples are about, in the order of a first course, with the words by which people look for them."""

from typing import NamedTuple


class Topic(NamedTuple):
    """A heading of the gallery."""

    title: str
    words: str
    """What else one may search for: other names, and what belongs to it."""


TOPICS = (
    Topic(
        "What training is",
        "start begin first look overview training learning optimisation optimization error improve predict unseen",
    ),
    Topic(
        "Feed-forward networks",
        "neural network neuron layer hidden unit width depth multilayer perceptron mlp fnn ffn forward pass "
        "activation weight bias tanh relu classification regression nonlinear linear decision boundary",
    ),
    Topic(
        "Cost and loss",
        "cost function loss error objective cross-entropy cross entropy log loss softmax squared error mse mean "
        "hinge margin likelihood sentiment text sentence words nlp bag of words",
    ),
    Topic(
        "Backpropagation",
        "backprop back propagation chain rule backward pass delta gradient vanishing exploding deep layers sigmoid "
        "symmetry initialisation initialization initial weights zeros he xavier glorot",
    ),
    Topic(
        "Gradient descent",
        "gd steepest descent slope downhill minimum minima local global saddle point plateau flat sharp basin start "
        "convex nonconvex non-convex landscape surface valley",
    ),
    Topic(
        "Learning rate",
        "step size eta η rate too large too small diverge divergence overshoot oscillate stability schedule decay "
        "cosine annealing warmup clip clipping exploding gradient cliff",
    ),
    Topic(
        "Batch size",
        "sgd stochastic gradient descent mini-batch minibatch full batch noise noisy samples variance epoch",
    ),
    Topic(
        "Epochs and overfitting",
        "epoch epochs pass early stopping patience generalisation generalization overfit overfitting underfitting "
        "validation test set training set regularisation regularization l2 ridge weight decay",
    ),
    Topic(
        "Digits",
        "mnist digit digits handwritten handwriting image images pixels picture recognition classification softmax "
        "confusion matrix accuracy",
    ),
    Topic(
        "Momentum",
        "velocity heavy ball polyak nesterov acceleration ravine condition number zigzag memory",
    ),
    Topic(
        "Optimizers",
        "optimiser optimizer adam adamw rmsprop adagrad adadelta sgd nesterov lbfgs l-bfgs newton second order "
        "adaptive compare race rosenbrock banana",
    ),
)
