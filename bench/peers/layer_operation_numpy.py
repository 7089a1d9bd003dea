"""One operation of layers in NumPy, again and again, as a script would write it.

argv: one JSON object {"operation": "im2col 5x5 [100, 1, 28, 28]"}
"""

import json
import sys

from protocol import serve, skip

try:
    import numpy as np
except ImportError as error:
    skip(f"{error} (Debian: apt-get install python3-numpy)")

rng = np.random.default_rng(0)
f32 = np.float32


def x(*shape):
    return rng.uniform(-1, 1, shape).astype(f32)


def ids(limit, *shape):
    return rng.integers(0, limit, shape)


# im2col and col2im as in "Deep Learning from Scratch", the layout [N, C, KH, KW, OH, OW] before the last transposition
def im2col(a, k, pad=0):
    n, c, h, w = a.shape
    oh, ow = h + 2 * pad - k + 1, w + 2 * pad - k + 1
    img = np.pad(a, [(0, 0), (0, 0), (pad, pad), (pad, pad)], "constant") if pad else a
    col = np.zeros((n, c, k, k, oh, ow), f32)
    for i in range(k):
        for j in range(k):
            col[:, :, i, j] = img[:, :, i : i + oh, j : j + ow]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(n * oh * ow, -1)


def col2im(col, shape, k, pad=0):
    n, c, h, w = shape
    oh, ow = h + 2 * pad - k + 1, w + 2 * pad - k + 1
    col = col.reshape(n, oh, ow, c, k, k).transpose(0, 3, 4, 5, 1, 2)
    img = np.zeros((n, c, h + 2 * pad, w + 2 * pad), f32)
    for i in range(k):
        for j in range(k):
            img[:, :, i : i + oh, j : j + ow] += col[:, :, i, j]
    return img[:, :, pad : h + pad, pad : w + pad]


def windows2(a):
    n, c, h, w = a.shape
    return a.reshape(n, c, h // 2, 2, w // 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(n, c, h // 2, w // 2, 4)


def unwindows2(v):
    n, c, h, w, _ = v.shape
    return v.reshape(n, c, h, w, 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(n, c, 2 * h, 2 * w)


def max_pool(a):
    v = windows2(a)
    at = v.argmax(axis=-1)
    return np.take_along_axis(v, at[..., None], -1)[..., 0], at


def max_pool_gradient(dy, at):
    v = np.zeros((*dy.shape, 4), f32)
    np.put_along_axis(v, at[..., None], dy[..., None], -1)
    return unwindows2(v)


def moments(a, axis):
    mean = a.mean(axis=axis, keepdims=True)
    return mean, ((a - mean) ** 2).mean(axis=axis)


def softmax(a, mask=None):
    a = a - a.max(axis=-1, keepdims=True)
    e = np.exp(a)
    if mask is not None:
        e = e * mask
    return e / e.sum(axis=-1, keepdims=True)


def log_softmax(a):
    a = a - a.max(axis=-1, keepdims=True)
    return a - np.log(np.exp(a).sum(axis=-1, keepdims=True))


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def cross_entropy(a, t):
    y = softmax(a)
    counts = t != 0
    return -(np.log(y[np.arange(len(t)), t]) * counts).sum(), counts.sum(), y


def cross_entropy_gradient(y, t):
    dx = y.copy()
    dx[np.arange(len(t)), t] -= 1
    dx *= (t != 0)[:, None]
    return dx


def sigmoid_cross_entropy(a, t):
    e = np.exp(-np.abs(a))
    y = np.where(a < 0, e, 1) / (1 + e)
    return (np.maximum(a, 0) - a * t + np.log1p(e)).sum(), y


def lstm_cell(z, c):
    n = c.shape[1]
    i, f, g, o = sigmoid(z[:, :n]), sigmoid(z[:, n : 2 * n]), np.tanh(z[:, 2 * n : 3 * n]), sigmoid(z[:, 3 * n :])
    c2 = f * c + i * g
    t = np.tanh(c2)
    return o * t, c2, (i, f, g, o), t


def lstm_cell_gradient(dh, dc, gates, t, c):
    i, f, g, o = gates
    d = dc + dh * o * (1 - t * t)
    dz = np.concatenate(
        [d * g * i * (1 - i), d * c * f * (1 - f), d * i * (1 - g * g), dh * t * o * (1 - o)], axis=1
    )
    return dz, d * f


def gru_cell(a, u, h):
    n = h.shape[1]
    r, z = sigmoid(a[:, :n] + u[:, :n]), sigmoid(a[:, n : 2 * n] + u[:, n : 2 * n])
    m = np.tanh(a[:, 2 * n :] + r * u[:, 2 * n :])
    return m + z * (h - m), (r, z, m)


def gru_cell_gradient(dh, gates, u, h):
    r, z, m = gates
    dm = dh * (1 - z) * (1 - m * m)
    dr = dm * u[:, 2 * h.shape[1] :] * r * (1 - r)
    dz = dh * (h - m) * z * (1 - z)
    return np.concatenate([dr, dz, dm], axis=1), np.concatenate([dr, dz, dm * r], axis=1), dh * z


def scatter_add(dy, rows):
    out = np.zeros((10000, 100), f32)
    np.add.at(out, rows, dy)
    return out


def erf_like(a):
    # NumPy has no erf: this is what a script without SciPy computes it by, Abramowitz and Stegun 7.1.26
    t = 1 / (1 + f32(0.3275911) * np.abs(a))
    p = t * (f32(0.254829592) + t * (f32(-0.284496736) + t * (f32(1.421413741) + t * (f32(-1.453152027) + t * f32(1.061405429)))))
    return np.sign(a) * (1 - p * np.exp(-a * a))


def silu_gradient(dy, a):
    s = sigmoid(a)
    return dy * (s * (1 + a * (1 - s)))


def gelu_gradient(dy, a):
    phi = f32(0.5) * (1 + erf_like(a * f32(0.70710678)))
    return dy * (phi + a * np.exp(f32(-0.5) * a * a) * f32(0.39894228))


def prepared(f, *operands):
    return lambda: f(*operands)


def elementwise(f):
    return prepared(f, x(1000, 1000), x(1000, 1000))


image, channels, planes = (100, 1, 28, 28), (100, 16, 14, 14), (100, 30, 24, 24)


def pool_gradient():
    y, at = max_pool(x(*planes))
    return prepared(max_pool_gradient, y, at)


def lstm_gradient():
    c = x(20, 650)
    _, _, gates, t = lstm_cell(x(20, 2600), c)
    return prepared(lstm_cell_gradient, x(20, 650), x(20, 650), gates, t, c)


def gru_gradient():
    u, h = x(20, 1950), x(20, 650)
    _, gates = gru_cell(x(20, 1950), u, h)
    return prepared(gru_cell_gradient, x(20, 650), gates, u, h)


def batched(a, b):
    return prepared(np.matmul, a, b)


def mask():
    return (x(16, 1, 1, 64) > x(16, 1, 1, 64)).astype(f32)


def convolution(shape, filters, k, pad):
    n, c, h, w = shape
    oh, ow = h + 2 * pad - k + 1, w + 2 * pad - k + 1
    a, weight, bias, dy = x(*shape), x(c * k * k, filters), x(filters), x(n, filters, oh, ow)

    def step():
        col = im2col(a, k, pad)
        y = (col @ weight + bias).reshape(n, oh, ow, filters).transpose(0, 3, 1, 2)
        d = dy.transpose(0, 2, 3, 1).reshape(-1, filters)
        return y, col2im(d @ weight.T, shape, k, pad), col.T @ d, d.sum(axis=0)

    return step


def attention():
    n, t, width, heads = 16, 64, 128, 4
    size = width // heads
    a, dy, bias = x(n, t, width), x(n, t, width), x(width)
    wq, wk, wv, wo = (x(width, width) for _ in range(4))

    def split(m):
        return m.reshape(n, t, heads, size).transpose(0, 2, 1, 3)

    def merge(m):
        return m.transpose(0, 2, 1, 3).reshape(n * t, width)

    def step():
        flat, up = a.reshape(-1, width), dy.reshape(-1, width)
        q, k, v = split(flat @ wq), split(flat @ wk), split(flat @ wv)
        factor = f32(size**-0.5)
        p = softmax(q @ k.transpose(0, 1, 3, 2) * factor)
        context = merge(p @ v)
        y = context @ wo + bias
        dc = split(up @ wo.T)
        dp = dc @ v.transpose(0, 1, 3, 2)
        ds = p * (dp - (dp * p).sum(axis=-1, keepdims=True)) * factor
        dq, dk, dv = merge(ds @ k), merge(ds.transpose(0, 1, 3, 2) @ q), merge(p.transpose(0, 1, 3, 2) @ dc)
        dx = dq @ wq.T + dk @ wk.T + dv @ wv.T
        return y, dx, flat.T @ dq, flat.T @ dk, flat.T @ dv, context.T @ up, up.sum(axis=0)

    return step


state = np.random.RandomState(0)

operations = {
    "im2col 5x5 [100, 1, 28, 28]": lambda: prepared(im2col, x(*image), 5),
    "col2im 5x5 [100, 1, 28, 28]": lambda: prepared(col2im, im2col(x(*image), 5), image, 5),
    "im2col 3x3 pad 1 [100, 16, 14, 14]": lambda: prepared(im2col, x(*channels), 3, 1),
    "col2im 3x3 pad 1 [100, 16, 14, 14]": lambda: prepared(col2im, im2col(x(*channels), 3, 1), channels, 3, 1),
    "maxPool 2x2 [100, 30, 24, 24]": lambda: prepared(max_pool, x(*planes)),
    "maxPoolGradient 2x2 [100, 30, 24, 24]": pool_gradient,
    "averagePool 2x2 [100, 30, 24, 24]": lambda: prepared(
        lambda a: a.reshape(100, 30, 12, 2, 12, 2).mean(axis=(3, 5)), x(*planes)
    ),
    "averagePoolGradient 2x2 [100, 30, 24, 24]": lambda: prepared(
        lambda dy: (dy / 4).repeat(2, axis=2).repeat(2, axis=3), x(100, 30, 12, 12)
    ),
    "sumOthers 1 [100, 30, 24, 24]": lambda: prepared(lambda a: a.sum(axis=(0, 2, 3)), x(*planes)),
    "moments others 1 [100, 30, 24, 24]": lambda: prepared(moments, x(*planes), (0, 2, 3)),
    "broadcastAxis multiply 1 [100, 30, 24, 24]": lambda: prepared(
        lambda a, b: a * b[:, None, None], x(*planes), x(30)
    ),
    "permute 0231 [100, 30, 24, 24]": lambda: prepared(
        lambda a: np.ascontiguousarray(a.transpose(0, 2, 3, 1)), x(*planes)
    ),
    "moments axis 2 [16, 64, 128]": lambda: prepared(moments, x(16, 64, 128), 2),
    "sumAxis 2 [16, 64, 128]": lambda: prepared(lambda a: a.sum(axis=2), x(16, 64, 128)),
    "broadcastOthers multiply 2 [16, 64, 128]": lambda: prepared(
        lambda a, b: a * b[:, :, None], x(16, 64, 128), x(16, 64)
    ),
    "maxAxis 1 [16, 64, 128]": lambda: prepared(lambda a: (a.max(axis=1), a.argmax(axis=1)), x(16, 64, 128)),
    "permute 0213 [16, 64, 4, 32]": lambda: prepared(
        lambda a: np.ascontiguousarray(a.transpose(0, 2, 1, 3)), x(16, 64, 4, 32)
    ),
    "slice 2 [20, 35, 400]": lambda: prepared(lambda a: a[:, :, 100:200].copy(), x(20, 35, 400)),
    "concat 2 [20, 35, 100] x 4": lambda: prepared(
        lambda *parts: np.concatenate(parts, axis=2), *[x(20, 35, 100) for _ in range(4)]
    ),
    "pad 1 [100, 16, 14, 14]": lambda: prepared(
        lambda a: np.pad(a, [(0, 0), (0, 0), (1, 1), (1, 1)]), x(*channels)
    ),
    "reverse 1 [20, 35, 100]": lambda: prepared(lambda a: a[:, ::-1].copy(), x(20, 35, 100)),
    "matmulBatched [64, 64, 32] x [64, 32, 64]": lambda: batched(x(64, 64, 32), x(64, 64, 32).transpose(0, 2, 1)),
    "matmulBatched [64, 64, 64] x [64, 64, 32]": lambda: batched(x(64, 64, 64), x(64, 64, 32)),
    "softmaxLast with mask [16, 4, 64, 64]": lambda: prepared(softmax, x(16, 4, 64, 64), mask()),
    "softmaxGradient [16, 4, 64, 64]": lambda: prepared(
        lambda dy, y: y * (dy - (dy * y).sum(axis=-1, keepdims=True)), x(16, 4, 64, 64), softmax(x(16, 4, 64, 64))
    ),
    "softmaxLast [700, 10000]": lambda: prepared(softmax, x(700, 10000)),
    "softmaxGradient [700, 10000]": lambda: prepared(
        lambda dy, y: y * (dy - (dy * y).sum(axis=-1, keepdims=True)), x(700, 10000), softmax(x(700, 10000))
    ),
    "logSoftmax [700, 10000]": lambda: prepared(log_softmax, x(700, 10000)),
    "logSoftmaxGradient [700, 10000]": lambda: prepared(
        lambda dy, y: dy - np.exp(y) * dy.sum(axis=-1, keepdims=True), x(700, 10000), log_softmax(x(700, 10000))
    ),
    "crossEntropy [700, 10000]": lambda: prepared(cross_entropy, x(700, 10000), ids(10000, 700)),
    "crossEntropyGradient [700, 10000]": lambda: prepared(
        cross_entropy_gradient, softmax(x(700, 10000)), ids(10000, 700)
    ),
    "sigmoidCrossEntropy [100, 1000]": lambda: prepared(
        sigmoid_cross_entropy, x(100, 1000), (x(100, 1000) > 0).astype(f32)
    ),
    "sigmoidCrossEntropyGradient [100, 1000]": lambda: prepared(
        lambda y, t: (1 - t) * y - t * (1 - y), sigmoid(x(100, 1000)), (x(100, 1000) > 0).astype(f32)
    ),
    "gatherRows [10000, 100] x 700": lambda: prepared(lambda table, rows: table[rows], x(10000, 100), ids(10000, 700)),
    "scatterAddRows [10000, 100] x 700": lambda: prepared(scatter_add, x(700, 100), ids(10000, 700)),
    "lstmCell [20, 650]": lambda: prepared(lstm_cell, x(20, 2600), x(20, 650)),
    "lstmCellGradient [20, 650]": lstm_gradient,
    "gruCell [20, 650]": lambda: prepared(gru_cell, x(20, 1950), x(20, 1950), x(20, 650)),
    "gruCellGradient [20, 650]": gru_gradient,
    "convolution 30@5x5 [100, 1, 28, 28], forward and backward": lambda: convolution(image, 30, 5, 0),
    "convolution 32@3x3 pad 1 [100, 16, 14, 14], forward and backward": lambda: convolution(channels, 32, 3, 1),
    "attention 4 heads [16, 64, 128], forward and backward": attention,
    "bernoulli [100, 1000]": lambda: prepared(lambda: (state.rand(100, 1000) < 0.5) / f32(0.5)),
    "sin [1000, 1000]": lambda: elementwise(lambda a, b: np.sin(a)),
    "cos [1000, 1000]": lambda: elementwise(lambda a, b: np.cos(a)),
    "softplus [1000, 1000]": lambda: elementwise(lambda a, b: np.maximum(a, 0) + np.log1p(np.exp(-np.abs(a)))),
    "rsqrt [1000, 1000]": lambda: elementwise(lambda a, b: 1 / np.sqrt(np.abs(a))),
    "clip [1000, 1000]": lambda: elementwise(lambda a, b: np.clip(a, f32(-0.5), f32(0.5))),
    "addScalar [1000, 1000]": lambda: elementwise(lambda a, b: a + f32(0.1)),
    "maximum [1000, 1000]": lambda: elementwise(np.maximum),
    "greater [1000, 1000]": lambda: elementwise(lambda a, b: (a > b).astype(f32)),
    "where [1000, 1000]": lambda: elementwise(lambda a, b: np.where(a != 0, b, a)),
    "tanhGradient [1000, 1000]": lambda: elementwise(lambda dy, y: dy * (1 - y * y)),
    "siluGradient [1000, 1000]": lambda: elementwise(silu_gradient),
    "geluGradient [1000, 1000]": lambda: elementwise(gelu_gradient),
}

serve(operations[json.loads(sys.argv[1])["operation"]](), f"NumPy {np.__version__}")
