"""Whole training steps in NumPy: gather, forward, backward, SGD; written by hand, in place where NumPy allows it.

argv: one JSON object {"widths": [784, 50, 10], "batch": 100, "samples": 60000, "lr": 0.01}
"""

import json
import sys

from protocol import blas_libraries, serve, skip

try:
    import numpy as np
except ImportError as error:
    skip(f"{error} (Debian: apt-get install python3-numpy)")

task = json.loads(sys.argv[1])
widths, batch, samples = task["widths"], task["batch"], task["samples"]
lr = np.float32(task["lr"])

rng = np.random.default_rng(0)
images = rng.integers(0, 256, (samples, widths[0]), dtype=np.uint8)
labels = rng.integers(0, widths[-1], samples)
weights = [
    (rng.standard_normal((a, b)) * np.sqrt(2 / a)).astype(np.float32) for a, b in zip(widths, widths[1:])
]
biases = [np.zeros(b, np.float32) for b in widths[1:]]
rows = np.arange(batch)


def step():
    drawn = rng.integers(0, samples, batch)
    x = images[drawn].astype(np.float32)
    x *= np.float32(1 / 255)
    t = labels[drawn]
    inputs = []
    for index, (w, b) in enumerate(zip(weights, biases)):
        inputs.append(x)
        x = x @ w
        x += b
        if index < len(weights) - 1:
            np.maximum(x, 0, out=x)
    x -= x.max(axis=1, keepdims=True)
    np.exp(x, out=x)
    x /= x.sum(axis=1, keepdims=True)
    loss = -np.log(x[rows, t]).mean()
    x[rows, t] -= 1
    x *= np.float32(1 / batch)
    dy = x
    for index in range(len(weights) - 1, -1, -1):
        dw = inputs[index].T @ dy
        db = dy.sum(axis=0)
        if index > 0:
            dx = dy @ weights[index].T
            # the input is a Relu's output: it is positive where the Relu passed
            dx *= inputs[index] > 0
            dy = dx
        dw *= lr
        weights[index] -= dw
        db *= lr
        biases[index] -= db
    return loss


step()
serve(step, f"NumPy {np.__version__}, {', '.join(blas_libraries()) or 'its own products'}")
