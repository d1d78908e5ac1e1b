"""Runs `tidegate bench trees` and its peers in turns on the same files; prints Markdown tables for RESULTS.md on standard output.

For each data set and number of threads every side is run --repeat times, one side after the other, so that a busy minute meets all of
them; each number is the best of its repetitions (of the small set, whose fits are short, the best median of three). Ratios say how many times Tidegate's time a peer takes (above 1: Tidegate is faster).

    setup.sh && /tmp/peers-venv/bin/python compare.py --tidegate ../../.build/release/tidegate [--quick]
"""
import argparse
import json
import os
import subprocess
import sys
import time

import common

here = os.path.dirname(os.path.abspath(__file__))
ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("--tidegate", required=True, help="the built command")
ap.add_argument("--data-dir", default=os.environ.get("PEERS_DATA", "/tmp/peers-data"))
ap.add_argument("--data", choices=common.DATA, nargs="+", help="default: all three")
ap.add_argument("--threads", type=int, nargs="+", default=[1, 2])
ap.add_argument("--repeat", type=int, default=2)
ap.add_argument("--rounds", type=int, help="trees; default 500, for small 200")
ap.add_argument("--peers", choices=list(common.MODELS), nargs="+", default=list(common.MODELS))
ap.add_argument("--quick", action="store_true", help="the small set only")
ap.add_argument("--wait", type=float, default=60, help="seconds to wait at most for other processes before each run")
ap.add_argument("--json", help="write all single results to this file")
a = ap.parse_args()
sets = a.data or (["small"] if a.quick else common.DATA)
TASKS = {"load": ("squaredError", "regression"), "higgs": ("logistic", "two classes"), "small": ("squaredError", "regression")}
NAMES = {
    "tidegate": "**Tidegate**", "lightgbm": "LightGBM", "lightgbm-quantised": "LightGBM, quantised gradients",
    "xgboost": "XGBoost, lossguide", "sklearn": "scikit-learn", "catboost": "CatBoost, symmetric", "lleaves": "lleaves"}


def run(what, arguments):
    """The JSON object that a command prints; None if it fails."""
    common.wait_until_quiet(a.wait)
    started = time.time()
    print(f"{what} …", end="", file=sys.stderr, flush=True)
    ended = subprocess.run(arguments, capture_output=True, text=True)
    print(f" {time.time() - started:.1f} s", file=sys.stderr)
    if ended.returncode:
        print(f"{what} failed with {ended.returncode}: {ended.stderr.strip()[-600:]}", file=sys.stderr)
        return None
    return json.loads(ended.stdout[ended.stdout.index("{"):])


def tidegate(data, threads):
    files = [f"--{side}-{axis}={a.data_dir}/{data}.{axis.upper() if axis == 'x' else axis}{side}.npy"
             for side in ("train", "test") for axis in ("x", "y")]
    settings = {
        "objective": TASKS[data][0], "rounds": rounds(data), "max-leaves": common.LEAVES, "learning-rate": common.RATE,
        "max-bins": common.BINS, "min-rows": common.MIN_ROWS, "l2": common.L2, "threads": threads, "repeat": fits(data)}
    with common.Disturbance() as others:
        result = run(f"{data} x{threads} tidegate", [
            a.tidegate, "bench", "trees", *files, *(f"--{name}={value}" for name, value in settings.items()), "--json"])
    return result and result | {"otherCores": others.cores}


def rounds(data):
    return a.rounds or (200 if data == "small" else 500)


def fits(data):
    """How many fits a run times, of which it reports the median."""
    return 3 if data == "small" else 1


def script(name, data, threads, *more):
    return [sys.executable, f"{here}/{name}.py", "--data", data, "--threads", str(threads), "--data-dir", a.data_dir, *more]


def measure(data, threads):
    """Every side's results: what was trained, single rows, whole sets, each as name -> list of repetitions."""
    trained, single, batch = {}, {}, {}

    def add(table, name, result):
        if result:
            table.setdefault(name, []).append(result)

    for _ in range(a.repeat):
        for peer in a.peers:
            add(trained, peer, run(f"{data} x{threads} {peer}", script(
                "train", data, threads, "--peer", peer, "--rounds", str(rounds(data)), "--repeat", str(fits(data)))))
        # Tidegate's rows are asked right after its peers' rows.
        asked = run(f"{data} x{threads} asking the peers", script("infer", data, threads, "--peers", *a.peers)) or {}
        ours = tidegate(data, threads)
        add(trained, "tidegate", ours)
        if ours:
            batch.setdefault("tidegate", []).append({"rowsPerSecond": ours["predictRowsPerSecond"]})
            if threads == 1:
                add(single, "tidegate", ours["singleRowMicroseconds"])
        for name, result in asked.get("single", {}).items():
            add(single, name, result)
        for name, result in asked.get("batch", {}).items():
            add(batch, name, result)
        for name, error in asked.get("errors", {}).items():
            print(f"{name} could not be asked: {error}", file=sys.stderr)
    return trained, single, batch


def table(title, head, rows):
    print(f"\n{title}\n\n| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")


def ordered(results):
    return sorted(results, key=lambda name: list(NAMES).index(name))


def ratio(value, ours):
    return f"{value / ours:.2f}" if ours else "–"


def report(data, threads, trained, single, batch):
    quality = "auc" if data == "higgs" else "rmse"
    whole = lambda run: run["binningSeconds"] + run["trainingSeconds"]
    best = {name: min(runs, key=whole) for name, runs in trained.items()}
    ours = whole(best["tidegate"]) if "tidegate" in best else None
    rows = []
    for name in ordered(best):
        r = best[name]
        rows.append([
            NAMES[name], f"{r['binningSeconds']:.2f}", f"{r['trainingSeconds']:.2f}", f"{whole(r):.2f}", ratio(whole(r), ours),
            f"{max(x['peakMemoryMegabytes'] for x in trained[name]):.0f}", f"{r[quality]:.5f}", f"{r['modelBytes'] / 1e6:.2f}",
            f"{r['otherCores']:.2f}"])
    any_run = next(iter(best.values()), None)
    if any_run:
        table(
            f"### {data}: {any_run['rows']:,} rows of {any_run['features']} features, {TASKS[data][1]}, {rounds(data)} trees, "
            f"{threads} thread{'s' if threads > 1 else ''}",
            ["training", "binning s", "boosting s", "total s", "ratio", "peak MiB", quality.upper(), "model MB", "others' cores"],
            rows)
    if single:
        best = {name: {key: min(run[key] for run in runs) for key in ("p50", "p99", "p999")} for name, runs in single.items()}
        ours = best.get("tidegate")
        table("One row a call, every 7919th test row, µs", ["library", "p50", "p99", "p99.9", "ratio of p50", "ratio of p99"], [
            [NAMES[name], *(f"{best[name][key]:.2f}" for key in ("p50", "p99", "p999")),
             *(ratio(best[name][key], ours and ours[key]) for key in ("p50", "p99"))] for name in ordered(best)])
    if batch:
        best = {name: max(run["rowsPerSecond"] for run in runs) for name, runs in batch.items()}
        ours = best.get("tidegate")
        table("All test rows in one call", ["library", "rows/s", "ratio"], [
            [NAMES[name], f"{best[name]:,.0f}", ratio(ours, best[name]) if ours else "–"] for name in ordered(best)])


def header(build):
    peers = common.versions("lightgbm", "xgboost-cpu", "scikit-learn", "catboost", "numpy") | {"lleaves": "1.3.0"}
    facts = {
        "commit": build["commit"], "Swift": build["swift"], "CPU": f"{build['cpu']}, {build['cores']} cores",
        "flags": build["compilerFlags"], "OpenBLAS": f"{build['openBLASCore']}, {build['openBLASThreads']} thread",
        "peers": ", ".join(f"{name} {version}" for name, version in peers.items()) + f", Python {sys.version.split()[0]}",
        "measured": f"{time.strftime('%Y-%m-%d')}, best of {a.repeat} repetitions, sides in turns",
        "command": " ".join(["compare.py", *sys.argv[1:]])}
    print("## Trees beside their peers\n\n| | |\n|---|---|")
    for name, value in facts.items():
        print(f"| {name} | {value} |")
    print(f"""
All sides: {common.BINS} bins, learning rate {common.RATE}, L2 {common.L2}, {common.LEAVES} leaves grown leaf by leaf, at least \
{common.MIN_ROWS} rows a leaf (XGBoost for classes: a hessian of 1), no sampling; CatBoost grows symmetric trees of depth 6. Ratios say \
how many times as long a peer takes as Tidegate. Peaks are of whole processes, Python and both matrices included. *Others' cores* \
are what other processes took meanwhile: above 0.2, distrust the row.""")


missing = [name for name in sets if not os.path.exists(f"{a.data_dir}/{name}.ytest.npy")]
if missing:
    print(f"writing {', '.join(missing)} to {a.data_dir} …", file=sys.stderr)
    subprocess.run([sys.executable, f"{here}/gen.py", "--out", a.data_dir, "--only", *missing], check=True)
build = run("tidegate", [a.tidegate, "--version", "--json"])
if not build:
    sys.exit(1)
header(build)
results = []
for data in sets:
    for threads in a.threads:
        measured = measure(data, threads)
        report(data, threads, *measured)
        sys.stdout.flush()
        results.append({"data": data, "threads": threads} | dict(zip(("trained", "single", "batch"), measured)))
if a.json:
    with open(a.json, "w") as file:
        json.dump({"build": build, "results": results}, file, indent=1)
