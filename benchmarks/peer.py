"""PyTorch, on one thread, or None where it is not installed."""

from typing import Any

torch: Any
try:
    import torch
except ModuleNotFoundError:
    torch = None
else:
    torch.set_num_threads(1)

MISSING = "torch not installed: see benchmarks/README.md"
