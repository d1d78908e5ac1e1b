"""Asks the models that train.py kept, and lleaves, which compiles LightGBM's; prints one JSON object.

 single  with one thread only: one row a call through the C API or the compiled model, by the C harness single_row.c without Python in
         the timed part, every 7919th test row in turn
 batch   all test rows in one call from Python, whose own part is negligible; the median of --repeat"""
import common

ap = common.parser(__doc__, repeat=5)
ap.add_argument("--peers", choices=list(common.MODELS), nargs="+", default=list(common.MODELS))
ap.add_argument("--calls", type=int, default=20000)
a = ap.parse_args()
common.limit_threads(a.threads)

import concurrent.futures
import ctypes
import glob
import hashlib
import json
import os
import pickle
import subprocess
import time

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
venv = os.environ.get("PEERS_VENV", "/tmp/peers-venv")
harness = f"{a.data_dir}/single_row"
rows = common.load(a.data_dir, f"{a.data}.Xtest")
count, features = rows.shape
out = {"data": a.data, "threads": a.threads, "rows": count, "single": {}, "batch": {}, "errors": {}}


def model(peer):
    return common.model_path(a.data_dir, a.data, peer)


def library(module, name):
    return glob.glob(f"{os.path.dirname(module.__file__)}/**/{name}", recursive=True)[0]


def single(name, kind, lib, path):
    if a.threads > 1:
        return
    arguments = [harness, kind, lib, path, f"{a.data_dir}/{a.data}.Xtest.f32", str(features), str(a.calls)]
    with common.Disturbance() as others:
        run = subprocess.run(arguments, capture_output=True, text=True)
    if run.returncode:
        raise RuntimeError(run.stderr[-300:])
    out["single"][name] = json.loads(run.stdout) | {"otherCores": others.cores}


def batch(name, call):
    call()
    seconds = []
    with common.Disturbance() as others:
        for _ in range(a.repeat):
            start = time.perf_counter()
            call()
            seconds.append(time.perf_counter() - start)
    out["batch"][name] = {"rowsPerSecond": count / common.median(seconds), "otherCores": others.cores}


def lightgbm():
    import lightgbm as lgb
    single("lightgbm", "lightgbm", library(lgb, "lib_lightgbm.so"), model("lightgbm"))
    booster = lgb.Booster(model_file=model("lightgbm"))
    batch("lightgbm", lambda: booster.predict(rows, num_threads=a.threads))


def xgboost():
    import xgboost as xgb
    single("xgboost", "xgboost", library(xgb, "libxgboost.so"), model("xgboost"))
    booster = xgb.Booster({"nthread": a.threads}, model_file=model("xgboost"))
    batch("xgboost", lambda: booster.inplace_predict(rows))


def catboost():
    import catboost as cb
    trees = cb.CatBoost().load_model(model("catboost"))
    batch("catboost", lambda: trees.predict(rows, thread_count=a.threads))


def sklearn():
    import threadpoolctl
    trees = pickle.load(open(model("sklearn"), "rb"))
    predict = trees.predict_proba if a.data == "higgs" else trees.predict
    with threadpoolctl.threadpool_limits(a.threads):
        batch("sklearn", lambda: predict(rows))


def lleaves():
    source = model("lightgbm")
    name = hashlib.sha256(open(source, "rb").read()).hexdigest()[:16]
    built = f"{a.data_dir}/models/lleaves-{name}"
    if not os.path.exists(f"{built}.so"):
        subprocess.run(
            [f"{venv}-lleaves/bin/python", f"{here}/lleaves_build.py", source, f"{built}.o"], check=True, capture_output=True)
        subprocess.run(["gcc", "-shared", "-o", f"{built}.so", f"{built}.o", "-lm"], check=True)
    single("lleaves", "lleaves", f"{built}.so", f"{built}.so")
    root = ctypes.CDLL(f"{built}.so").forest_root
    root.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int]
    results = np.zeros(count)
    pool = concurrent.futures.ThreadPoolExecutor(a.threads)
    cuts = [count * k // a.threads for k in range(a.threads + 1)]

    def call():  # what lleaves.Model.predict does: a float64 copy, then a slice for each thread
        copy = np.array(rows, dtype=np.float64)
        list(pool.map(lambda k: root(copy.ctypes.data, results.ctypes.data, cuts[k], cuts[k + 1]), range(a.threads)))

    batch("lleaves", call)


subprocess.run(["gcc", "-O3", "-march=native", "-o", harness, f"{here}/single_row.c", "-ldl", "-lm"], check=True)
for peer in (lightgbm, xgboost, catboost, sklearn, lleaves):
    if ("lightgbm" if peer is lleaves else peer.__name__) not in a.peers:
        continue
    try:
        peer()
    except Exception as error:  # one peer that fails does not take the others with it
        out["errors"][peer.__name__] = repr(error)[:300]
common.emit(out)
