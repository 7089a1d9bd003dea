"""One operation of NumPy, again and again.

argv: one JSON object {"operation": "add", "shape": [1000, 1000]}
"""

import json
import sys

from protocol import serve, skip

try:
    import numpy as np
except ImportError as error:
    skip(f"{error} (Debian: apt-get install python3-numpy)")

task = json.loads(sys.argv[1])
rng = np.random.default_rng(0)
a = rng.uniform(-1, 1, task["shape"]).astype(np.float32)
b = rng.uniform(-1, 1, task["shape"]).astype(np.float32)
row = b[0].copy()

operations = {
    "add": lambda: a + b,
    "multiply": lambda: a * b,
    "relu": lambda: np.maximum(a, 0),
    "exp": lambda: np.exp(a),
    "tanh": lambda: np.tanh(a),
    "sigmoid": lambda: 1 / (1 + np.exp(-a)),
    "addRow": lambda: a + row,
    "sumRows": lambda: a.sum(axis=0),
}

serve(operations[task["operation"]], f"NumPy {np.__version__}")
