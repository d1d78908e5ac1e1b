"""What the scripts here share: arguments, the data, memory, and how much other processes disturbed a run."""
import argparse
import json
import os
import resource
import sys
import time
from importlib import metadata

RATE, BINS, LEAVES, L2, MIN_ROWS = 0.1, 255, 31, 1, 20
DATA = ["load", "higgs", "small"]
MODELS = {"lightgbm": "txt", "lightgbm-quantised": "txt", "xgboost": "json", "sklearn": "pkl", "catboost": "cbm"}
_stdout = 1


def parser(doc, repeat=1):
    """The arguments of a script that prints one JSON object: what libraries print goes to standard error."""
    global _stdout
    _stdout = os.dup(1)
    os.dup2(2, 1)
    ap = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", choices=DATA, default="small")
    ap.add_argument("--threads", type=int, default=1)
    ap.add_argument("--repeat", type=int, default=repeat)
    ap.add_argument("--data-dir", default=os.environ.get("PEERS_DATA", "/tmp/peers-data"))
    return ap


def limit_threads(n):
    """To be called before numpy or any other library with its own thread pool is imported."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
        os.environ[name] = str(n)


def load(folder, name):
    import numpy as np
    return np.load(f"{folder}/{name}.npy")


def model_path(folder, data, peer):
    os.makedirs(f"{folder}/models", exist_ok=True)
    return f"{folder}/models/{data}-{peer}.{MODELS[peer]}"


def peak_mb():
    """The process's peak so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def versions(*names):
    return {name: metadata.version(name) for name in names}


def median(values):
    values = sorted(values)
    return (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2


def cpu_of_all():
    """CPU seconds of all processes since the machine started."""
    fields = [int(x) for x in open("/proc/stat").readline().split()[1:]]
    return sum(fields[i] for i in (0, 1, 2, 5, 6)) / os.sysconf("SC_CLK_TCK")


class Disturbance:
    """How many cores other processes took meanwhile: well above 0.1 means that the measurement was disturbed."""

    @staticmethod
    def own():
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + children.ru_utime + children.ru_stime

    def __enter__(self):
        self.start = time.perf_counter(), self.own(), cpu_of_all()
        return self

    def __exit__(self, *_):
        wall, own, everyone = self.start
        spent = (cpu_of_all() - everyone) - (self.own() - own)
        self.cores = round(max(0.0, spent) / max(time.perf_counter() - wall, 1e-9), 2)


def wait_until_quiet(seconds):
    """Waits until others take less than 0.15 of a core, but no longer than that many seconds."""
    until = time.time() + seconds
    while time.time() < until:
        with Disturbance() as others:
            time.sleep(1)
        if others.cores < 0.15:
            return


def emit(result):
    sys.stdout.flush()
    os.write(_stdout, (json.dumps(result) + "\n").encode())
