"""Speed of Fall Line, next to PyTorch where PyTorch does the same; `python -m benchmarks` runs them all."""
