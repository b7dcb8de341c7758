"""The words of the course that the labs use: what each means, in the order in which training meets them."""

from dataclasses import dataclass

from markupsafe import Markup

from app.pages.reference_text import Formula, formula, marked_up


@dataclass(frozen=True)
class Word:
    """A word with its meaning and, where it has one, its formula."""

    name: str
    title: str
    meaning: Markup
    formula: Formula | None

    @property
    def anchor(self) -> str:
        """Where the page has it."""
        return f"word-{self.name}"


def _word(title: str, meaning: str, latex: str = "") -> Word:
    return Word(title.lower().replace(" ", "-"), title, marked_up(meaning), formula(latex) if latex else None)


WORDS = (
    _word(
        "Scaled input",
        "Inputs of very different sizes are hard to learn from, so each is scaled first: from the raw value $x$ the "
        "mean over the training samples is subtracted, and the rest is divided by their standard deviation. Test "
        "samples are scaled with the same numbers.",
        r"x' = (x - \text{mean}) / \text{std}",
    ),
    _word(
        "Forward pass",
        "The way of a sample through the network, from layer to layer. Each neuron adds up its weighted inputs and its "
        "bias to the sum $z$, and its activation makes the answer $a$ of it. All of them are kept: the way back needs "
        "them.",
        r"z_i = \sum_j w_{ij} a_j + b_i,\quad a_i = f(z_i)",
    ),
    _word(
        "Softmax",
        "Makes probabilities of the outputs of the last layer: all of them positive, and together 1.",
        r"p_j = \frac{e^{z_j}}{\sum_i e^{z_i}}",
    ),
    _word(
        "Sigmoid",
        "Makes the probability of one of two classes of a single output; that of the other class is $1 - p$.",
        r"p = \frac{1}{1 + e^{-z}}",
    ),
    _word(
        "Loss",
        "How wrong the network is about one sample: a single number $\\ell$, 0 at best. Which number is chosen with "
        "the problem: squared error, cross-entropy or another one of the losses below. The words loss and cost are "
        "often used for each other.",
    ),
    _word(
        "Cost",
        "The mean of the losses of $n$ samples, so that each sample's part is $\\ell/n$. It is what training lowers, "
        "as a function of all weights. Over the training samples it may contain a penalty; over the test samples it "
        "tells how well the network does on what it has not seen.",
        r"f(w) = \frac{1}{n} \sum_{i=1}^{n} \ell_i(w)",
    ),
    _word("Accuracy", "The share of samples whose class the network gets right. It moves in jumps and has no slope."),
    _word(
        "Backpropagation",
        "The way back. At the outputs $\\delta$ is the slope of the loss by the sum $z$. Each layer below gets its own "
        "from the layer above: the $\\delta$ there, weighted as the answers were on the way forward, times the slope "
        "of the activation. The gradient of a weight is the $\\delta$ that it leads to times the answer that it "
        "comes from.",
        r"\delta_j = f'(z_j) \sum_i w_{ij} \delta_i,\quad \frac{\partial\ell}{\partial w_{ij}} = \delta_i a_j",
    ),
    _word(
        "Gradient",
        "The slopes of the cost by every weight, as one vector. It points the way in which the cost rises most "
        "steeply, and is 0 at the bottom. A batch gives an estimate of it, $g$.",
        r"\nabla f = \Bigl( \frac{\partial f}{\partial w_1}, \dots, \frac{\partial f}{\partial w_d} \Bigr)",
    ),
    _word(
        "Step",
        "The change of the weights at one update. Plain gradient descent goes against the gradient, by the learning "
        "rate times its length; other optimizers make something else of the gradient.",
        r"w_{k+1} = w_k - \eta \nabla f(w_k)",
    ),
    _word(
        "Learning rate",
        "How long steps are: the factor $\\eta$ of the gradient. Too small, and training takes for ever; too large, "
        "and it jumps past the minimum or away. A schedule changes it on the way.",
    ),
    _word(
        "Batch size",
        "How many samples $B$ a step's gradient is the mean of. One sample at a time is stochastic gradient descent "
        "in the narrow sense, all of them is the full batch, and mini-batches lie between. The fewer, the cheaper "
        "and the noisier is a step.",
        r"g = \frac{1}{B} \sum_{i \in \text{batch}} \nabla \ell_i",
    ),
    _word(
        "Momentum",
        "The part $\\beta$ of the velocity that each step keeps. The velocity is a sum of all gradients so far, each "
        "with a weight that falls by $\\beta$ at every step: along a valley they add up, across it they cancel.",
        r"v_k = \beta v_{k-1} + g_k = g_k + \beta g_{k-1} + \beta^2 g_{k-2} + \dots",
    ),
    _word("Epoch", "One pass over all training samples: $n/B$ steps of a batch of $B$."),
    _word(
        "Evaluations",
        "Gradients of single samples computed so far: steps times batch size. Most of the work of training goes into "
        "them, so runs with different batches are compared fairly after equally many.",
    ),
)
