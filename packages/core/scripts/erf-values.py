"""Values of erf by the C library, to the last place: packages/core/fixtures/erf.json. Run with any Python 3."""

import base64
import json
import math
import pathlib
import random
import struct

random.seed(1)
# where it is nearly linear, where the method changes, and where it is nearly 1
scales = [1e-300, 1e-9, 1e-3, 1, 2, 6, 8]
xs = [random.uniform(-1, 1) * scale for scale in scales for _ in range(200)]
xs += [edge + random.uniform(-1, 1) * 1e-3 for edge in (0.84375, 1.25, 1 / 0.35, 6) for _ in range(100)]


def encoded(values):
    return base64.b64encode(struct.pack(f"<{len(values)}d", *values)).decode()


target = pathlib.Path(__file__).parent.parent / "fixtures" / "erf.json"
target.parent.mkdir(exist_ok=True)
pairs = {"x": encoded(xs), "y": encoded([math.erf(x) for x in xs])}
target.write_text(json.dumps(pairs) + "\n", encoding="utf-8")
