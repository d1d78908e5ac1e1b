"""A small cluster in plain Python 3 with `tidegate decide` as its autoscaler, beside an HPA written here.

    python3 Examples/cluster.py [path of tidegate]

The service: one replica serves 40 requests a second, takes 60 s to start, and is paid for from the moment it is ordered;
metrics are 30 s old. What the ready replicas cannot serve is lost. The load has a daily wave, a burst of ten minutes in most
hours, and noise. Three days of it are history, which decide is given in its workload file; the fourth day is scored.

`tidegate simulate` then runs the same policies on the same load in its own cluster: the two must put them in the same
order, by unserved requests and by replica-hours. It exits with 1 when they do not. Takes about ten seconds.
"""
import collections, json, math, os, random, subprocess, sys, tempfile

TIDEGATE = sys.argv[1] if len(sys.argv) > 1 else "tidegate"
TICK, STARTUP, LAG = 15, 60, 30  # seconds
CAPACITY, HOURLY_PRICE = 40.0, 0.04  # requests per second, price of a replica's hour
DAY = 86_400 // TICK
HISTORY = 3 * DAY


def make_load(ticks, seed=7):
    """Requests per second of each tick."""
    dice = random.Random(seed)
    loads, burst = [], (0, 0, 1.0)
    for tick in range(ticks):
        if tick % (3_600 // TICK) == 0 and dice.random() < 0.7:  # at half past most hours, give or take two minutes
            start = tick + (1_800 + dice.randint(-120, 120)) // TICK
            burst = (start, start + 600 // TICK, dice.uniform(1.8, 3.0))
        wave = 1 - 0.5 * math.cos(2 * math.pi * tick / DAY)
        factor = burst[2] if burst[0] <= tick < burst[1] else 1.0
        loads.append(max(0.0, 300 * wave * factor * dice.gauss(1, 0.04)))
    return loads


class Cluster:
    """Replicas that start, serve and are paid for; unserved load is lost."""

    def __init__(self, load):
        self.ready = max(1, math.ceil(load / CAPACITY))
        self.starting = collections.deque()  # the second at which each will be ready, soonest first
        self.requests = self.unserved = self.paid_hours = self.ready_hours = 0.0

    def start_due(self, now):
        while self.starting and self.starting[0] <= now:
            self.starting.popleft()
            self.ready += 1

    def scale(self, now, wanted):
        wanted = min(max(wanted, 1), 200)
        while self.ready + len(self.starting) < wanted:
            self.starting.append(now + STARTUP)
        while self.starting and self.ready + len(self.starting) > wanted:
            self.starting.pop()  # the newest order is cancelled first
        self.ready = min(self.ready, wanted)

    def serve(self, load):
        self.requests += load * TICK
        self.unserved += max(0.0, load - self.ready * CAPACITY) * TICK
        self.ready_hours += self.ready * TICK / 3_600
        self.paid_hours += (self.ready + len(self.starting)) * TICK / 3_600


class HorizontalPodAutoscaler:
    """Kubernetes' rule on CPU: tolerance 10 %, down waits for five minutes."""

    def __init__(self, target):
        self.target = target
        self.recommended = collections.deque(maxlen=300 // TICK)

    def decide(self, seen):
        ready, starting = seen["readyReplicas"], seen["startingReplicas"]
        wanted = self.recommendation(seen["cpuPercent"] / 100, ready, starting)
        wanted = min(wanted, max(ready + starting + 4, 2 * (ready + starting)))
        self.recommended.append(wanted)
        return max(wanted, min(ready + starting, max(self.recommended)))

    def recommendation(self, cpu, ready, starting):
        ratio, count = cpu / self.target, ready
        if ratio > 1 and starting:  # replicas that start are counted, with no load
            ratio, count = cpu * ready / (ready + starting) / self.target, ready + starting
            if ratio <= 1.1:
                return ready + starting
        elif abs(ratio - 1) <= 0.1:
            return ready + starting
        return max(1, math.ceil(ratio * count - 1e-6))


class Tidegate:
    """One line out, one line in, a tick."""

    def __init__(self, folder):
        workload = {"replicaCapacity": CAPACITY, "startupSeconds": STARTUP, "history": "history.csv",
                    "historyColumn": "requests", "historyInterval": TICK}
        with open(os.path.join(folder, "workload.json"), "w") as file:
            json.dump(workload, file)
        self.process = subprocess.Popen([TIDEGATE, "decide", "--workload", os.path.join(folder, "workload.json")],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def decide(self, seen):
        self.process.stdin.write(json.dumps(seen) + "\n")
        return json.loads(self.process.stdout.readline())["replicas"]


def run(policy, loads, first):
    """The scored day under one policy."""
    cluster = Cluster(loads[first])
    for tick in range(first, len(loads)):
        now = tick * TICK
        cluster.start_due(now)
        old = loads[tick - LAG // TICK]
        wanted = policy.decide({"timestamp": now, "requestsPerSecond": old, "readyReplicas": cluster.ready,
                                "cpuPercent": min(100.0, 100 * old / (cluster.ready * CAPACITY)),
                                "startingReplicas": len(cluster.starting)})
        cluster.scale(now, wanted)
        cluster.serve(loads[tick])
    return {"unserved": 100 * cluster.unserved / cluster.requests, "ready": cluster.ready_hours,
            "paid": cluster.paid_hours}


def simulate(folder, names):
    """The same day in the cluster of the command."""
    command = [TIDEGATE, "simulate", "--trace", os.path.join(folder, "all.csv"), "--column", "requests", "--interval",
               str(TICK), "--from-row", str(HISTORY), "--startup", str(STARTUP), "--replica-capacity", str(CAPACITY * TICK),
               "--policy", ",".join(names), "--json"]
    policies = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)["policies"]
    return {name: {"unserved": policy["unservedPercent"], "ready": policy["replicaHours"],
                   "paid": policy["replicaHoursStarted"]} for name, policy in zip(names, policies)}


def write(folder, name, loads):
    """Requests per tick: a history is a count per row, not a rate."""
    with open(os.path.join(folder, name), "w") as file:
        file.write("requests\n" + "".join(f"{load * TICK:.1f}\n" for load in loads))


with tempfile.TemporaryDirectory() as folder:
    loads = make_load(HISTORY + DAY)
    write(folder, "history.csv", loads[:HISTORY])
    write(folder, "all.csv", loads)
    here = {"tidegate": run(Tidegate(folder), loads, HISTORY),
            "hpa": run(HorizontalPodAutoscaler(0.7), loads, HISTORY),
            "hpa:60": run(HorizontalPodAutoscaler(0.6), loads, HISTORY)}
    there = simulate(folder, list(here))

print("policy     unserved %   ready hours   paid hours   cost     (in simulate: unserved %, ready hours)")
for name, figures in here.items():
    print(f"{name:10} {figures['unserved']:10.3f} {figures['ready']:13.1f} {figures['paid']:12.1f}"
          f" {figures['paid'] * HOURLY_PRICE:7.2f} {there[name]['unserved']:18.3f} {there[name]['ready']:13.1f}")
for figure in ["unserved", "ready", "paid"]:
    order = sorted(here, key=lambda name: here[name][figure])
    if order != sorted(there, key=lambda name: there[name][figure]):
        sys.exit(f"simulate puts the policies in another order by {figure}")
if any(here["tidegate"][figure] > here["hpa"][figure] for figure in ["unserved", "ready"]):
    sys.exit("tidegate is not better than the HPA on both axes")
print("simulate puts them in the same order, and tidegate is better than the HPA on both axes")
