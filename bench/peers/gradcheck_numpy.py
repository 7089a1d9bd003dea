"""Whole numerical gradients as a book writes them: each element perturbed both ways, a full forward pass each time.

argv: one JSON object {"widths": [784, 50, 10], "batch": 3}
"""

import json
import sys

from protocol import blas_libraries, serve, skip

try:
    import numpy as np
except ImportError as error:
    skip(f"{error} (Debian: apt-get install python3-numpy)")

task = json.loads(sys.argv[1])
widths, batch = task["widths"], task["batch"]
rng = np.random.default_rng(0)
x = rng.standard_normal((batch, widths[0]))
t = rng.integers(0, widths[-1], batch)
weights = [rng.standard_normal((a, b)) * np.sqrt(2 / a) for a, b in zip(widths, widths[1:])]
biases = [np.zeros(b) for b in widths[1:]]
rows = np.arange(batch)


def loss():
    y = x
    for index, (w, b) in enumerate(zip(weights, biases)):
        y = y @ w + b
        if index < len(weights) - 1:
            y = np.maximum(y, 0)
    y = np.exp(y - y.max(axis=1, keepdims=True))
    y /= y.sum(axis=1, keepdims=True)
    return -np.log(y[rows, t]).mean()


def numerical_gradient(values, h=1e-5):
    gradient = np.zeros_like(values)
    for index in np.ndindex(values.shape):
        kept = values[index]
        values[index] = kept + h
        above = loss()
        values[index] = kept - h
        below = loss()
        values[index] = kept
        gradient[index] = (above - below) / (2 * h)
    return gradient


def step():
    for values in [x, *weights, *biases]:
        numerical_gradient(values)


serve(step, f"NumPy {np.__version__}, {', '.join(blas_libraries()) or 'its own products'}")
