#!/usr/bin/env python3
"""Runs the service through simulated hours at speed and says whether its memory stays flat.

    Scripts/soak.py .build/release/tidegate-service [--hours 24] [--speed 480] [--workloads 4]

Prints resident memory over time, its slope over the second half in MB per simulated day, and what was decided; ends with 1 when
the slope is above --most-slope, when a decision was lost, or when the service does not end in order.
"""
import argparse, json, os, signal, socket, subprocess, sys, tempfile, time, urllib.request

parser = argparse.ArgumentParser()
parser.add_argument("binary")
parser.add_argument("--hours", type=float, default=24)
parser.add_argument("--speed", type=float, default=480)
parser.add_argument("--workloads", type=int, default=4)
parser.add_argument("--most-slope", type=float, default=8, help="MB per simulated day")
arguments = parser.parse_args()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def get(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return answer.read().decode()


def resident(port):
    lines = (line.split() for line in get(port, "/metrics").splitlines())
    return next(float(line[1]) for line in lines if line and line[0] == "process_resident_memory_bytes") / 1e6


main, metrics, inference = free_port(), free_port(), free_port()
scenarios = ["web-shop", "flash-crowd", "ramp", "steady"]
with tempfile.TemporaryDirectory() as folder:
    workloads = "\n".join(
        f"  - {{name: w{index}, replicaCapacity: 42.5, startupSeconds: 60, actuator: simulator, source: {{simulator: "
        f"{{scenario: {scenarios[index % 4]}, speed: {arguments.speed}, seed: {index}, pastDays: 1}}}}}}"
        for index in range(arguments.workloads))
    with open(f"{folder}/soak.yaml", "w") as file:
        file.write(f"ports: {{main: {main}, metrics: {metrics}, inference: {inference}}}\nlog: {{level: warning}}\n"
                   f"storage: {{path: soak.sqlite}}\nworkloads:\n{workloads}\n")
    service = subprocess.Popen([arguments.binary, "serve", "--config", f"{folder}/soak.yaml"])
    for _ in range(600):
        try:
            if get(metrics, "/health/ready"):
                break
        except OSError:
            time.sleep(0.2)
    seconds = arguments.hours * 3600 / arguments.speed
    before = json.loads(get(main, "/api/v1/status"))["storage"]["decisions"]
    start, samples = time.monotonic(), []
    while (elapsed := time.monotonic() - start) < seconds:
        samples.append((elapsed * arguments.speed / 86400, resident(metrics)))
        print(f"{samples[-1][0] * 24:6.1f} h  {samples[-1][1]:7.1f} MB", flush=True)
        time.sleep(min(10, seconds / 24))
    decisions = json.loads(get(main, "/api/v1/status"))["storage"]["decisions"] - before
    service.send_signal(signal.SIGTERM)
    code = service.wait(60)
    half = samples[len(samples) // 2:]
    days, memory = [day for day, _ in half], [value for _, value in half]
    middle, mean = sum(days) / len(days), sum(memory) / len(memory)
    slope = sum((d - middle) * (m - mean) for d, m in half) / max(1e-9, sum((d - middle) ** 2 for d in days))
    expected = arguments.workloads * arguments.hours * 240
    size = os.path.getsize(f"{folder}/soak.sqlite") / 1e6
    print(f"slope {slope:.2f} MB a simulated day over the second half, {mean:.1f} MB on average; {decisions} decisions of "
          f"{expected:.0f}; journal {size:.1f} MB; exit code {code}")
    sys.exit(0 if slope <= arguments.most_slope and decisions >= 0.9 * expected and code == 0 else 1)
