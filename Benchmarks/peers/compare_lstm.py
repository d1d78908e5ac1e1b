"""Runs `tidegate bench lstm` and its peers in turns; prints Markdown tables for RESULTS.md on standard output.

Reading is measured on one thread, training on one and two. Each side runs --repeat times, one after the other, and each number is the
best of its repetitions. A ratio is Tidegate's time over the best peer's (below 1: Tidegate is faster). A peer that is not installed
is named, and its column is empty; so is the row of a second build.

    setup.sh && /tmp/peers-venv/bin/python compare_lstm.py --tidegate ../../.build/release/tidegate [--baseline PATH] [--quick]
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
ap.add_argument("--baseline", help="the same, built without -march=native")
ap.add_argument("--data-dir", default=os.environ.get("PEERS_DATA", "/tmp/peers-data"))
ap.add_argument("--repeat", type=int, default=3)
ap.add_argument("--windows", type=int, default=50000, help="windows of an epoch; times of fewer are given per 50,000")
ap.add_argument("--quick", action="store_true", help="one repetition, 4,000 windows")
ap.add_argument("--wait", type=float, default=60, help="seconds to wait at most for other processes before each run")
ap.add_argument("--json", help="write all single results to this file")
a = ap.parse_args()
if a.quick:
    a.repeat, a.windows = 1, 4000

NETWORKS = {"1x64": (1, 64), "2x128": (2, 128)}
CASES = {"step": "streaming step, batch 1", "seq60-b1": "sequence of 60, batch 1", "seq60-b64": "sequence of 60, batch 64",
         "seq60-b256": "sequence of 60, batch 256"}
PEERS = {"torch": "PyTorch", "torch-jit": "PyTorch jit", "onnxruntime": "ONNX Runtime", "openvino": "OpenVINO"}
# What the engine is held to, as Tidegate's time over the best peer's.
ASKED = {
    "1x64-step": 1 / 25, "1x64-seq60-b1": 0.5, "1x64-seq60-b64": 0.8, "1x64-seq60-b256": 0.8, "2x128-seq60-b64": 0.9,
    ("1x64", 1): 0.6, ("1x64", 2): 0.45, ("2x128", 1): 0.6, ("2x128", 2): 0.55}
notes = []


def note(sentence):
    if sentence not in notes:
        notes.append(sentence)
    print(sentence, file=sys.stderr)


def run(what, arguments, **environment):
    """The JSON object that a command prints; None, and a note, if it fails."""
    common.wait_until_quiet(a.wait)
    started = time.time()
    print(f"{what} …", end="", file=sys.stderr, flush=True)
    with common.Disturbance() as others:
        try:
            ended = subprocess.run(arguments, capture_output=True, text=True, env=os.environ | environment)
        except OSError as error:
            ended = subprocess.CompletedProcess(arguments, 1, "", str(error))
    print(f" {time.time() - started:.1f} s", file=sys.stderr)
    if ended.returncode:
        last = (ended.stderr.strip().splitlines() or [f"exit code {ended.returncode}"])[-1]
        note(f"Skipped: {what}, which says: {last[:300]}")
        return None
    return {"otherCores": others.cores} | json.loads(ended.stdout[ended.stdout.index("{"):])


def tidegate(binary, what, name, *more):
    layers, hidden = NETWORKS[name]
    return run(what, [binary, "bench", "lstm", f"--layers={layers}", f"--hidden={hidden}", "--inputs=8", "--sequence=60", "--json", *more])


def smallest(table, key, value):
    """Keeps the smaller of what is there and the value."""
    if value is not None:
        table[key] = min(value, table.get(key, value))


def reading(builds):
    """(case, side) -> best p50 in microseconds; the steps' whole distributions; what the limits are."""
    best, steps, results = {}, {}, []
    for _ in range(a.repeat):
        peers = run("peers' reading", [sys.executable, f"{here}/lstm_infer.py", "--threads", "1"]) or {}
        results.append(peers)
        for case, sides in peers.get("cases", {}).items():
            for side, times in sides.items():
                smallest(best, (case, side), times["p50"])
                if times.get("maxDifference", 0) > 1e-4:
                    note(f"{PEERS[side]} is {times['maxDifference']:.1e} off on {case}.")
        for library, error in peers.get("errors", {}).items():
            note(f"Skipped: {PEERS[library]}, which is not installed or fails: {error}")
        for side, binary in builds.items():
            for name in NETWORKS:
                for batch in (1, 64, 256):
                    ours = tidegate(binary, f"{side} reading {name}, batch {batch}", name, f"--batch={batch}", "--calls=200000")
                    if not ours:
                        break
                    results.append(ours)
                    smallest(best, (f"{name}-seq60-b{batch}", side), ours["sequenceMicroseconds"]["p50"])
                    if batch == 1:
                        smallest(best, (f"{name}-step", side), ours["stepMicroseconds"]["p50"])
    for side, binary in builds.items():
        for name in NETWORKS:
            for busy in ([], ["--busy"]):
                ours = tidegate(binary, f"{side} a million steps of {name} {' '.join(busy)}", name, *busy)
                if ours:
                    steps[side, name, bool(busy)] = ours
    return best, steps, results


def training(builds):
    """(network, threads, side) -> best seconds of an epoch, with the cores that others took meanwhile; and test errors."""
    best, errors, results = {}, {}, []
    for _ in range(a.repeat):
        for name, (layers, hidden) in NETWORKS.items():
            for threads in (1, 2):
                peer = run(f"PyTorch training {name}, {threads} threads", [
                    sys.executable, f"{here}/lstm_train.py", f"--hidden={hidden}", f"--layers={layers}", f"--threads={threads}",
                    f"--windows={a.windows}", f"--data-dir={a.data_dir}"])
                sides = {"torch": peer} | {side: tidegate(
                    binary, f"{side} training {name}, {threads} threads", name, "--train", "--batch=64", f"--threads={threads}",
                    f"--windows={a.windows}", f"--input={a.data_dir}/seq.npy") for side, binary in builds.items()}
                for side, result in sides.items():
                    if result:
                        results.append(result)
                        smallest(best, (name, threads, side), (result["epochSeconds"] * 50000 / a.windows, result["otherCores"]))
                        errors[name, side] = result.get("testRMSE")
    return best, errors, results


def limits():
    """OpenBLAS in C, with each kind of kernels that suits this machine; core -> what lstm_blas.c prints."""
    program = f"{a.data_dir}/lstm_blas"
    source = ["-o", program, f"{here}/lstm_blas.c", "-lopenblas", "-lm"]
    built = subprocess.run(["gcc", "-O3", "-march=native", "-ffast-math", "-fopenmp-simd", *source], capture_output=True, text=True)
    if built.returncode:
        note("Skipped: the limits of OpenBLAS, whose C program does not compile here: is libopenblas-dev installed?")
        return {}
    cores = ["Haswell"] + (["SkylakeX"] if "avx512f" in open("/proc/cpuinfo").read() else [])
    found = {core: run(f"OpenBLAS, {core}", [program], OPENBLAS_CORETYPE=core, OPENBLAS_NUM_THREADS="1") for core in cores}
    return {core: result for core, result in found.items() if result}


def table(title, head, rows):
    print(f"\n{title}\n\n| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")


def shown(microseconds):
    if microseconds is None:
        return "–"
    return f"{microseconds:.2f} µs" if microseconds < 1000 else f"{microseconds / 1000:.2f} ms"


def verdict(ours, peer, asked):
    """Tidegate's time over the peer's, and whether it is what was asked for."""
    if ours is None or peer is None:
        return ["–", f"{asked:.2f}" if asked else "–"]
    ratio = ours / peer
    return [f"**{ratio:.3f}**" if asked is None or ratio <= asked else f"{ratio:.3f}, above", f"{asked:.2f}" if asked else "–"]


def report_reading(builds, best, blas):
    rows = []
    for name, (layers, hidden) in NETWORKS.items():
        for case, words in CASES.items():
            key = f"{name}-{case}"
            ours = {side: best.get((key, side)) for side in builds}
            peers = {side: best[key, side] for side in PEERS if (key, side) in best}
            peer = min(peers.values(), default=None)
            limit = min((result["microseconds"][key] for result in blas.values()), default=None)
            rows.append([
                f"{words}, {layers} x H {hidden}, D 8", *(shown(time) for time in ours.values()), *(shown(peers.get(side)) for side in PEERS),
                shown(limit), *verdict(ours["Tidegate"], peer, ASKED.get(key))])
    table("### Reading, 1 thread, p50", ["work", *builds, *PEERS.values(), "OpenBLAS in C", "ratio to the best peer", "asked"], rows)


def report_steps(steps):
    rows = []
    for (side, name, busy), result in steps.items():
        times = result["stepMicroseconds"]
        counts = [result.get("allocationsPerStep"), result.get("allocationsPerSequence")]
        rows.append([
            f"{side}, {name}", "busy" if busy else "idle", f"{result['stepCalls']:,}", *(f"{times[key]:.2f}" for key in ("p50", "p99", "p999", "max")),
            f"{times['p99'] / times['p50']:.2f}", *("–" if count is None else f"{count:.2f}" for count in counts)])
    table("### A step, call by call, µs", [
        "network", "other cores", "calls", "p50", "p99", "p99.9", "max", "p99 / p50 (asked: 2)", "allocations a step", "a sequence"], rows)


def report_training(builds, best, errors):
    rows = []
    for name, (layers, hidden) in NETWORKS.items():
        for threads in (1, 2):
            found = {side: best.get((name, threads, side), (None, None)) for side in (*builds, "torch")}
            seconds = [f"{time:.2f} s" if time else "–" for time, _ in found.values()]
            others = ["–" if cores is None else f"{cores:.2f}" for _, cores in found.values()]
            rows.append([
                f"{layers} x H {hidden}, {threads} thread{'s' if threads > 1 else ''}", *seconds,
                *verdict(found["Tidegate"][0], found["torch"][0], ASKED[name, threads]),
                " / ".join("–" if errors.get((name, side)) is None else f"{errors[name, side]:.4f}" for side in ("Tidegate", "torch")),
                " / ".join(others)])
    windows = "" if a.windows == 50000 else f" (from {a.windows:,} windows)"
    table(f"### Training, an epoch of 50,000 windows of 60 x 8, batch 64, Adam{windows}",
          ["network", *builds, "PyTorch", "ratio to PyTorch", "asked", "test RMSE of both", "others' cores"], rows)


def report_limits(blas):
    if not blas:
        return
    shapes = list(next(iter(blas.values()))["gemmGigaflops"])
    table("### OpenBLAS's products, 1 thread, GFLOP/s", ["kernels", *shapes], [
        [core, *(f"{result['gemmGigaflops'][shape]:.0f}" for shape in shapes)] for core, result in blas.items()])


def header(build, versions, python):
    facts = {
        "commit": build["commit"], "Swift": build["swift"], "CPU": f"{build['cpu']}, {build['cores']} cores",
        "flags": build["compilerFlags"], "OpenBLAS": f"{build['openBLASCore']}, {build['openBLASThreads']} thread",
        "peers": ", ".join(f"{name} {version}" for name, version in versions.items()) + f", Python {sys.version.split()[0]}",
        "measured": f"{time.strftime('%Y-%m-%d')}, best of {a.repeat} repetitions, sides in turns",
        "command": " ".join(["compare_lstm.py", *sys.argv[1:]])}
    print("## LSTM beside its peers\n\n| | |\n|---|---|")
    for name, value in facts.items():
        print(f"| {name} | {value} |")
    idle = ", ".join(f"{PEERS[name]} {time:.1f}" for name, time in python.items())
    print(f"""
All sides: float32, the same shapes, a linear head of one output, weights at random. Peers are called from Python, as they are used; what \
a call costs whose graph does nothing, µs: {idle or 'unknown'}. Training: squared error of the last step's output, Adam; PyTorch's rate is \
0.001 throughout, Tidegate's rises to it and falls. *OpenBLAS in C* is `lstm_blas.c`, with the better of its kernels. *Others' cores* are what other processes took meanwhile: above 0.2, distrust the row.""")


build = run("tidegate", [a.tidegate, "--version", "--json"])
if not build:
    sys.exit(1)
builds = {"Tidegate": a.tidegate}
if a.baseline and os.path.exists(a.baseline):
    builds["without -march=native"] = a.baseline
else:
    note("Skipped: the build without -march=native, which was not given or is not there (make bench-peers-lstm builds it).")
os.makedirs(a.data_dir, exist_ok=True)
if not os.path.exists(f"{a.data_dir}/seq.npy"):
    subprocess.run([sys.executable, f"{here}/gen.py", "--out", a.data_dir, "--only", "seq"], check=True)
blas = limits()
best, steps, read = reading(builds)
epochs, errors, trained = training(builds)
versions, python = {}, {}
for result in read + trained:
    versions |= result.get("versions", {})
    python |= result.get("pythonMicroseconds", {})
header(build, versions, python)
report_reading(builds, best, blas)
report_training(builds, epochs, errors)
report_steps(steps)
report_limits(blas)
print("\n" + "\n\n".join(notes) if notes else "")
if a.json:
    with open(a.json, "w") as file:
        json.dump({"build": build, "reading": read, "training": trained, "blas": blas}, file, indent=1)
