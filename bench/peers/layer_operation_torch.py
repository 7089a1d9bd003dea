"""One operation of layers in PyTorch, again and again, where it has one that can run alone.

argv: one JSON object {"operation": "maxPool 2x2 [100, 30, 24, 24]", "threads": 1}
"""

import json
import sys

from protocol import serve, skip

try:
    import torch
    import torch.nn.functional as F
except ImportError as error:
    skip(f"{error} (Debian: apt-get install python3-torch)")

task = json.loads(sys.argv[1])
torch.set_num_threads(task["threads"])
torch.set_grad_enabled(False)
torch.manual_seed(0)


def x(*shape):
    return torch.rand(shape) * 2 - 1


def ids(limit, *shape):
    return torch.randint(0, limit, shape)


def prepared(f, *operands):
    return lambda: f(*operands)


def elementwise(f):
    return prepared(f, x(1000, 1000), x(1000, 1000))


def attention_mask():
    return x(16, 1, 1, 64) > x(16, 1, 1, 64)


def max_pool_gradient():
    a = x(100, 30, 24, 24)
    y, at = F.max_pool2d(a, 2, return_indices=True)
    backward = torch.ops.aten.max_pool2d_with_indices_backward
    return lambda: backward(y, a, [2, 2], [2, 2], [0, 0], [1, 1], False, at)


def scatter_add():
    dy, rows = x(700, 100), ids(10000, 700)
    return lambda: torch.zeros(10000, 100).index_add_(0, rows, dy)


def with_gradients(f, operands, dy):
    operands = [a.requires_grad_() for a in operands]

    def step():
        with torch.enable_grad():
            y = f(*operands)
        return y, torch.autograd.grad(y, operands, dy)

    return step


def convolution(shape, filters, k, pad):
    n, c, h, w = shape
    dy = x(n, filters, h + 2 * pad - k + 1, w + 2 * pad - k + 1)
    operands = [x(*shape), x(filters, c, k, k), x(filters)]
    return with_gradients(lambda a, weight, bias: F.conv2d(a, weight, bias, padding=pad), operands, dy)


def attention():
    n, t, width, heads = 16, 64, 128, 4

    def split(m):
        return m.reshape(n, t, heads, width // heads).transpose(1, 2)

    def forward(a, wq, wk, wv, wo, bias):
        q, k, v = split(a @ wq), split(a @ wk), split(a @ wv)
        p = (q @ k.transpose(2, 3) * (width // heads) ** -0.5).softmax(-1)
        return (p @ v).transpose(1, 2).reshape(n, t, width) @ wo + bias

    operands = [x(n, t, width), *[x(width, width) for _ in range(4)], x(width)]
    return with_gradients(forward, operands, x(n, t, width))


operations = {
    "im2col 5x5 [100, 1, 28, 28]": lambda: prepared(lambda a: F.unfold(a, 5), x(100, 1, 28, 28)),
    "col2im 5x5 [100, 1, 28, 28]": lambda: prepared(
        lambda c: F.fold(c, (28, 28), 5), F.unfold(x(100, 1, 28, 28), 5)
    ),
    "im2col 3x3 pad 1 [100, 16, 14, 14]": lambda: prepared(lambda a: F.unfold(a, 3, padding=1), x(100, 16, 14, 14)),
    "col2im 3x3 pad 1 [100, 16, 14, 14]": lambda: prepared(
        lambda c: F.fold(c, (14, 14), 3, padding=1), F.unfold(x(100, 16, 14, 14), 3, padding=1)
    ),
    "maxPool 2x2 [100, 30, 24, 24]": lambda: prepared(
        lambda a: F.max_pool2d(a, 2, return_indices=True), x(100, 30, 24, 24)
    ),
    "maxPoolGradient 2x2 [100, 30, 24, 24]": max_pool_gradient,
    "averagePool 2x2 [100, 30, 24, 24]": lambda: prepared(lambda a: F.avg_pool2d(a, 2), x(100, 30, 24, 24)),
    "sumOthers 1 [100, 30, 24, 24]": lambda: prepared(lambda a: a.sum((0, 2, 3)), x(100, 30, 24, 24)),
    "moments others 1 [100, 30, 24, 24]": lambda: prepared(
        lambda a: torch.var_mean(a, (0, 2, 3), unbiased=False), x(100, 30, 24, 24)
    ),
    "broadcastAxis multiply 1 [100, 30, 24, 24]": lambda: prepared(
        lambda a, b: a * b[:, None, None], x(100, 30, 24, 24), x(30)
    ),
    "permute 0231 [100, 30, 24, 24]": lambda: prepared(
        lambda a: a.permute(0, 2, 3, 1).contiguous(), x(100, 30, 24, 24)
    ),
    "moments axis 2 [16, 64, 128]": lambda: prepared(lambda a: torch.var_mean(a, 2, unbiased=False), x(16, 64, 128)),
    "sumAxis 2 [16, 64, 128]": lambda: prepared(lambda a: a.sum(2), x(16, 64, 128)),
    "maxAxis 1 [16, 64, 128]": lambda: prepared(lambda a: a.max(1), x(16, 64, 128)),
    "permute 0213 [16, 64, 4, 32]": lambda: prepared(lambda a: a.permute(0, 2, 1, 3).contiguous(), x(16, 64, 4, 32)),
    "concat 2 [20, 35, 100] x 4": lambda: prepared(
        lambda *parts: torch.cat(parts, 2), *[x(20, 35, 100) for _ in range(4)]
    ),
    "pad 1 [100, 16, 14, 14]": lambda: prepared(lambda a: F.pad(a, (1, 1, 1, 1)), x(100, 16, 14, 14)),
    "reverse 1 [20, 35, 100]": lambda: prepared(lambda a: a.flip(1), x(20, 35, 100)),
    "matmulBatched [64, 64, 32] x [64, 32, 64]": lambda: prepared(
        torch.bmm, x(64, 64, 32), x(64, 64, 32).transpose(1, 2)
    ),
    "matmulBatched [64, 64, 64] x [64, 64, 32]": lambda: prepared(torch.bmm, x(64, 64, 64), x(64, 64, 32)),
    "softmaxLast with mask [16, 4, 64, 64]": lambda: prepared(
        lambda a, m: a.masked_fill(~m, -torch.inf).softmax(-1), x(16, 4, 64, 64), attention_mask()
    ),
    "softmaxGradient [16, 4, 64, 64]": lambda: prepared(
        lambda dy, y: torch._softmax_backward_data(dy, y, -1, torch.float32),
        x(16, 4, 64, 64),
        x(16, 4, 64, 64).softmax(-1),
    ),
    "softmaxLast [700, 10000]": lambda: prepared(lambda a: a.softmax(-1), x(700, 10000)),
    "softmaxGradient [700, 10000]": lambda: prepared(
        lambda dy, y: torch._softmax_backward_data(dy, y, -1, torch.float32), x(700, 10000), x(700, 10000).softmax(-1)
    ),
    "logSoftmax [700, 10000]": lambda: prepared(lambda a: a.log_softmax(-1), x(700, 10000)),
    "logSoftmaxGradient [700, 10000]": lambda: prepared(
        lambda dy, y: torch._log_softmax_backward_data(dy, y, -1, torch.float32),
        x(700, 10000),
        x(700, 10000).log_softmax(-1),
    ),
    "crossEntropy [700, 10000]": lambda: prepared(
        lambda a, t: F.cross_entropy(a, t, ignore_index=0, reduction="sum"), x(700, 10000), ids(10000, 700)
    ),
    "sigmoidCrossEntropy [100, 1000]": lambda: prepared(
        lambda a, t: F.binary_cross_entropy_with_logits(a, t, reduction="sum"),
        x(100, 1000),
        (x(100, 1000) > 0).float(),
    ),
    "gatherRows [10000, 100] x 700": lambda: prepared(
        lambda table, rows: F.embedding(rows, table), x(10000, 100), ids(10000, 700)
    ),
    "scatterAddRows [10000, 100] x 700": scatter_add,
    "convolution 30@5x5 [100, 1, 28, 28], forward and backward": lambda: convolution((100, 1, 28, 28), 30, 5, 0),
    "convolution 32@3x3 pad 1 [100, 16, 14, 14], forward and backward": lambda: convolution(
        (100, 16, 14, 14), 32, 3, 1
    ),
    "attention 4 heads [16, 64, 128], forward and backward": attention,
    "bernoulli [100, 1000]": lambda: prepared(lambda: torch.empty(100, 1000).bernoulli_(0.5).div_(0.5)),
    "sin [1000, 1000]": lambda: elementwise(lambda a, b: a.sin()),
    "cos [1000, 1000]": lambda: elementwise(lambda a, b: a.cos()),
    "softplus [1000, 1000]": lambda: elementwise(lambda a, b: F.softplus(a)),
    "rsqrt [1000, 1000]": lambda: elementwise(lambda a, b: a.rsqrt()),
    "clip [1000, 1000]": lambda: elementwise(lambda a, b: a.clamp(-0.5, 0.5)),
    "addScalar [1000, 1000]": lambda: elementwise(lambda a, b: a + 0.1),
    "maximum [1000, 1000]": lambda: elementwise(torch.maximum),
    "greater [1000, 1000]": lambda: elementwise(lambda a, b: (a > b).float()),
    "where [1000, 1000]": lambda: elementwise(lambda a, b: torch.where(a != 0, b, a)),
    "tanhGradient [1000, 1000]": lambda: elementwise(torch.ops.aten.tanh_backward),
    "siluGradient [1000, 1000]": lambda: elementwise(torch.ops.aten.silu_backward),
    "geluGradient [1000, 1000]": lambda: elementwise(torch.ops.aten.gelu_backward),
}

prepare = operations.get(task["operation"])
if prepare is None:
    skip("PyTorch has no such operation alone")
serve(prepare(), f"PyTorch {torch.__version__}")
