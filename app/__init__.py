"""Fall Line: gradient descent, step by step."""

import os

# Two BLAS threads cost more than they gain on small arrays. NumPy looks at this when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
