"""Whole gradient checks by torch.autograd.gradcheck: the mean cross entropy by the input and every parameter, float64.

argv: one JSON object {"widths": [784, 50, 10], "batch": 3, "fast": false, "threads": 1}
"""

import json
import sys

from protocol import serve, skip

try:
    import torch
except ImportError as error:
    skip(f"{error} (Debian: apt-get install python3-torch)")

task = json.loads(sys.argv[1])
widths, batch = task["widths"], task["batch"]
torch.set_num_threads(task["threads"])
torch.manual_seed(0)

x = torch.randn(batch, widths[0], dtype=torch.float64, requires_grad=True)
labels = torch.randint(0, widths[-1], (batch,))
params = []
for a, b in zip(widths, widths[1:]):
    W = torch.randn(a, b, dtype=torch.float64) * (2 / a) ** 0.5
    params += [W.requires_grad_(), torch.zeros(b, dtype=torch.float64, requires_grad=True)]


def loss(x, *params):
    for index in range(0, len(params), 2):
        x = x @ params[index] + params[index + 1]
        if index + 2 < len(params):
            x = torch.relu(x)
    return torch.nn.functional.cross_entropy(x, labels)


def step():
    torch.autograd.gradcheck(loss, (x, *params), fast_mode=task["fast"])


serve(step, f"PyTorch {torch.__version__}, {'fast' if task['fast'] else 'slow'} mode")
