"""The bench's side of a contestant: one JSON line when ready, then a number of steps on stdin for seconds on stdout, by the clock and of the processor."""

import json
import sys
import time


def skip(reason):
    print(json.dumps({"skip": reason}), flush=True)
    sys.exit(0)


def blas_libraries():
    """Names of the BLAS libraries that this process has loaded; empty where the system does not tell."""
    try:
        with open("/proc/self/maps", encoding="utf-8") as maps:
            paths = {line.split()[-1] for line in maps if "openblas" in line or "mkl_rt" in line}
    except OSError:
        return []
    return sorted({path.rsplit("/", 1)[-1] for path in paths if "lib" in path.rsplit("/", 1)[-1]})


def serve(step, description):
    """Answers every line `n` with the seconds that n steps took, until stdin ends."""
    print(json.dumps({"ready": description}), flush=True)
    for line in sys.stdin:
        count = int(line)
        begin, used = time.perf_counter(), time.process_time()
        for _ in range(count):
            step()
        seconds, processor_seconds = time.perf_counter() - begin, time.process_time() - used
        print(json.dumps({"seconds": seconds, "processorSeconds": processor_seconds}), flush=True)
