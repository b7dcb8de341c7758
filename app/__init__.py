"""Fall Line: gradient descent, step by step."""
