"""A toy service in Python, with `tidegate decide` as its autoscaler: one JSON line out, one in, a tick."""
import json, math, subprocess, sys

tidegate = subprocess.Popen([sys.argv[1] if len(sys.argv) > 1 else "tidegate", "decide"],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
replicas = 4
for tick in range(3_000):
    load = 400 + 250 * math.sin(tick * 15 / 86_400 * 2 * math.pi)
    observation = {"timestamp": tick * 15, "requestsPerSecond": load, "readyReplicas": replicas,
                   "cpuPercent": min(100, load / replicas / 0.6)}
    tidegate.stdin.write(json.dumps(observation) + "\n")
    decision = json.loads(tidegate.stdout.readline())
    replicas = decision["replicas"]
print(replicas, "replicas for", round(load), "requests per second:", decision["policy"], "-", decision["reason"])
