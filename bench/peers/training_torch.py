"""Whole training steps in PyTorch: gather, forward, backward by autograd, SGD.

argv: one JSON object {"widths": [784, 50, 10], "batch": 100, "samples": 60000, "lr": 0.01, "threads": 1}
"""

import json
import sys

from protocol import blas_libraries, serve, skip

try:
    import torch
except ImportError as error:
    skip(f"{error} (Debian: apt-get install python3-torch)")

task = json.loads(sys.argv[1])
widths, batch, samples, lr = task["widths"], task["batch"], task["samples"], task["lr"]
torch.set_num_threads(task["threads"])
torch.manual_seed(0)

images = torch.randint(0, 256, (samples, widths[0]), dtype=torch.uint8)
labels = torch.randint(0, widths[-1], (samples,))
layers = []
for a, b in zip(widths, widths[1:]):
    layers += [torch.nn.Linear(a, b), torch.nn.ReLU(inplace=True)]
network = torch.nn.Sequential(*layers[:-1])
params = list(network.parameters())


def step():
    drawn = torch.randint(0, samples, (batch,))
    x = images[drawn].to(torch.float32).mul_(1 / 255)
    loss = torch.nn.functional.cross_entropy(network(x), labels[drawn])
    # measured faster than torch.optim.SGD with zero_grad, and does the same
    grads = torch.autograd.grad(loss, params)
    with torch.no_grad():
        torch._foreach_add_(params, grads, alpha=-lr)
    return loss.item()


step()
serve(step, f"PyTorch {torch.__version__}, {', '.join(blas_libraries()) or 'its own products'}")
