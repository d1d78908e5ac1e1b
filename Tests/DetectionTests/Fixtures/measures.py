"""Writes measures.json: small series with scores and labelled events, and every measure of detection on them, computed plainly from its
definition (all pairs, all rows, all thresholds; integrals by the midpoint rule on quarter rows, on which they are linear); and small
series of the Numenta Anomaly Benchmark's kind with their scores.

    python measures.py > measures.json     # Python 3.11, numpy 2.4.6
"""
import json, math
import numpy as np

rng = np.random.default_rng(11)


def runs(marks):
    """Runs of true, as (first, last)."""
    found, start = [], None
    for row, mark in enumerate(list(marks) + [False]):
        if mark and start is None: start = row
        if not mark and start is not None: found.append((start, row - 1)); start = None
    return found


def f1(p, r):
    if r is None: return None
    return 2 * p * r / (p + r) if p is not None and p + r > 0 else 0.0


def point(alarm, label):
    tp = int((alarm & label).sum())
    return [tp / int(alarm.sum()) if alarm.any() else None, tp / int(label.sum()) if label.any() else None]


def adjusted(alarm, label):
    alarm = alarm.copy()
    for s, e in runs(label):
        if alarm[s:e + 1].any(): alarm[s:e + 1] = True
    return point(alarm, label)


def event(alarm, label):
    found = [alarm[s:e + 1].any() for s, e in runs(label)]
    return [point(alarm, label)[0], sum(found) / len(found) if found else None]


def one_side(of, by, alpha):
    total, n = 0.0, 0
    for s, e in runs(of):
        n += 1
        touching = sum(1 for a, b in runs(by) if a <= e and b >= s)
        if touching: total += alpha + (1 - alpha) * by[s:e + 1].mean() / touching
    return total / n if n else None


def ranges(alarm, label): return [one_side(alarm, label, 0.0), one_side(label, alarm, 0.2)]


def affiliation_zones(alarm, label):
    events = [(s, e + 1) for s, e in runs(label)]
    n, zones = len(label), []
    for k, (s, e) in enumerate(events):
        a = 0 if k == 0 else (events[k - 1][1] + s) / 2
        b = n if k == len(events) - 1 else (e + events[k + 1][0]) / 2
        grid = np.arange(a, b, 0.25) + 0.125
        alarmed = alarm[grid.astype(int)]
        if not alarmed.any(): zones.append([None, 0.0]); continue
        def beyond(x):                                                   # P(d(X, J) >= d(x, J)), X uniform in [a, b)
            d = max(s - x, x - e, 0)
            return 1.0 if d == 0 else 1 - ((e - s) + min(d, s - a) + min(d, b - e)) / (b - a)
        near = [(max(a, p), min(b, q + 1)) for p, q in runs(alarm) if q + 1 > a and p < b]
        def apart(y):                                                    # P(|X - y| >= d(y, alarms))
            d = min(max(p - y, y - q, 0) for p, q in near)
            return 1 - (min(d, y - a) + min(d, b - y)) / (b - a)
        inside = grid[(grid > s) & (grid < e)]
        zones.append([float(np.mean([beyond(x) for x in grid[alarmed]])), float(np.mean([apart(y) for y in inside]))])
    return zones


def affiliation(alarm, label):
    zones = affiliation_zones(alarm, label)
    known = [p for p, _ in zones if p is not None]
    return [float(np.mean(known)) if known else None, float(np.mean([r for _, r in zones])) if zones else None]


def auc_pr(score, label):
    total, last = 0.0, 0.0
    for t in sorted(set(score), reverse=True):
        p, r = point(score >= t, label)
        total, last = total + (r - last) * p, r
    return total


def auc_roc(score, label):
    wins = [(x > y) + 0.5 * (x == y) for x in score[label] for y in score[~label]]
    return float(np.mean(wins))


def best_point(score, label): return max(f1(*point(score >= t, label)) for t in set(score))


def best(measure, score, label):
    return max(f1(*measure(score > t, label)) for t in np.linspace(score.min(), score.max(), 100))


def volumes(score, label, window):
    n, events = len(score), runs(label)
    descending = np.sort(score)[::-1]
    thresholds = [descending[int(i)] for i in np.linspace(0, n - 1, 250)]
    pr, roc = [], []
    for l in range(window + 1):
        h, faded, buffered = l // 2, label.astype(float), label.copy()
        for s, e in events:
            for d in range(1, h + 1):
                for t in (s - d, e + d):
                    if 0 <= t < n: faded[t] += math.sqrt(1 - d / l); buffered[t] = True
        faded = np.minimum(faded, 1)
        # Buffers that only touch stay apart: they are joined where they share a row.
        groups = [[max(0, s - h), min(n - 1, e + h)] for s, e in events]
        joined = [groups[0]]
        for g in groups[1:]:
            if g[0] <= joined[-1][1]: joined[-1][1] = max(joined[-1][1], g[1])
            else: joined.append(g)
        points = [(0.0, 0.0)]
        area = 0.0
        for t in thresholds:
            alarm = score >= t
            existence = sum(alarm[a:b + 1].any() for a, b in joined) / len(joined)
            y = np.where(label, 1.0, faded * alarm)
            tp, positives = (y * alarm).sum(), (label.sum() + y.sum()) / 2
            tpr, fpr = min(tp / positives, 1) * existence, (alarm.sum() - tp) / (n - positives)
            area += (tpr - points[-1][0]) * tp / alarm.sum()
            points.append((tpr, fpr))
        points.append((1.0, 1.0))
        pr.append(area)
        roc.append(sum((q[1] - p[1]) * (q[0] + p[0]) / 2 for p, q in zip(points, points[1:])))
    return [float(np.mean(pr)), float(np.mean(roc))]


def case(name, n, events, score, threshold):
    label = np.zeros(n, bool)
    for s, e in events: label[s:e + 1] = True
    score = np.round(np.asarray(score, float), 3)
    alarm = score > threshold
    measures = {"point": point, "pointAdjusted": adjusted, "event": event, "range": ranges, "affiliation": affiliation}
    return {
        "name": name, "events": events, "scores": score.tolist(), "threshold": threshold,
        "aucPR": auc_pr(score, label), "aucROC": auc_roc(score, label), "bestF1": best_point(score, label),
        "volumes": {str(w): volumes(score, label, w) for w in (0, 1, 20, 50)},
        "alarms": {k: m(alarm, label) for k, m in measures.items()}, "zones": affiliation_zones(alarm, label),
        "best": {k: best(m, score, label) for k, m in measures.items()}}


def bumps(n, events, late=0, height=0.6):
    score = rng.random(n) * 0.7
    for s, e in events: score[min(n - 1, s + late):e + 1 + late] += height * rng.random()
    return score


# ---- The Numenta Anomaly Benchmark

WEIGHTS = {"standard": (1, 0.11, 1), "reward_low_FP_rate": (1, 0.22, 1), "reward_low_FN_rate": (1, 0.11, 2)}


def sigma(y): return -1.0 if y > 3 else 2 / (1 + math.exp(5 * y)) - 1


def value(i, windows, tp, fp):
    for l, r in windows:
        if l <= i <= r: return tp * sigma(-(r - i + 1) / (r - l + 1)) / sigma(-1)
    before = [(l, r) for l, r in windows if r < i]
    if not before: return -fp
    l, r = before[-1]
    return fp * sigma((i - r) / (r - l))


def nab_file(series, weights, threshold):
    tp, fp, fn = weights
    windows, n = series["rows"], len(series["scores"])
    detected = [i for i in range(min(int(0.15 * n), 750), n) if series["scores"][i] >= threshold]
    total = 0.0
    for l, r in windows: total += max([value(i, windows, tp, fp) for i in detected if l <= i <= r] or [-fn])
    return total + sum(value(i, windows, tp, fp) for i in detected if not any(l <= i <= r for l, r in windows))


def nab(corpus):
    found = {}
    count = sum(len(s["rows"]) for s in corpus)
    for name, weights in WEIGHTS.items():
        thresholds = sorted({x for s in corpus for x in s["scores"]} | {1e9}, reverse=True)
        totals = [sum(nab_file(s, weights, t) for s in corpus) for t in thresholds]
        raw = max(totals)
        best = thresholds[totals.index(raw)]
        null, perfect = -weights[2] * count, weights[0] * count
        found[name] = {"threshold": best, "raw": raw, "normalized": 100 * (raw - null) / (perfect - null),
                       "files": [nab_file(s, weights, best) for s in corpus],
                       "filesAtHalf": [nab_file(s, weights, 0.5) for s in corpus],
                       "values": [[value(i, s["rows"], *weights[:2]) for i in range(len(s["scores"]))] for s in corpus]}
    return {"series": corpus, "profiles": found}


def series(name, n, windows, spikes, doubled=()):
    """`windows` are given by their times; a time that is doubled stands on two rows."""
    times = []
    for step in range(n):
        times += [step * 300.0] * (2 if step in doubled else 1)
    rows = [(times.index(a * 300.0), len(times) - 1 - times[::-1].index(b * 300.0)) for a, b in windows]
    scores = np.round(rng.random(len(times)) * 0.6, 2)
    for row, height in spikes: scores[row] = height
    return {"name": name, "times": times, "windows": [(a * 300.0, b * 300.0) for a, b in windows], "rows": rows,
            "scores": scores.tolist()}


if __name__ == "__main__":
    spread = [(0, 6), (60, 80), (140, 140), (200, 239)]
    close = [(40, 52), (54, 60), (64, 64), (90, 120), (123, 130)]
    cases = [
        case("noisy", 240, spread, bumps(240, spread), 0.6),
        case("late", 240, spread, bumps(240, spread, late=5), 0.6),
        case("close events", 200, close, bumps(200, close), 0.65),
        case("ties", 240, spread, np.round(bumps(240, spread), 1), 0.6),
        case("random", 400, [(100, 160), (300, 320)], rng.random(400), 0.9),
        case("constant", 120, [(50, 60)], np.full(120, 0.5), 0.5),
        case("perfect", 160, [(30, 40), (100, 120)], [1.0 if 30 <= r <= 40 or 100 <= r <= 120 else 0.0 for r in range(160)], 0.5),
        case("inverted", 160, [(30, 40), (100, 120)], [0.0 if 30 <= r <= 40 or 100 <= r <= 120 else 1.0 for r in range(160)], 0.5),
        case("short", 40, [(10, 12), (38, 39)], rng.random(40), 0.7),
    ]
    corpus = [
        series("a/two-windows.csv", 200, [(80, 99), (150, 169)], [(84, 0.9), (120, 0.8), (160, 0.95), (10, 1.0)]),
        series("a/doubled-times.csv", 150, [(60, 75)], [(66, 0.85), (90, 0.7)], doubled=(40, 60, 75)),
        series("b/quiet.csv", 100, [], [(50, 0.75)]),
        series("b/missed.csv", 120, [(100, 119)], []),
    ]
    print(json.dumps({"cases": cases, "nab": nab(corpus)}))
