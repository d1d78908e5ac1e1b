"""Writes the benchmark's data sets, row-major little-endian float32, raw (NAME.f32) and as NumPy does (NAME.npy), with a meta.json of
shapes and sha256. Both sides read these files, so neither has to reproduce the formulas.

  PREFIX.Xtrain  PREFIX.ytrain  PREFIX.Xtest  PREFIX.ytest
  load   regression, 1,000,000 + 200,000 rows x 28, 5 % of the cells NaN: a service's utilisation 5 minutes ahead
  higgs  binary 0/1, 1,000,000 + 200,000 rows x 28, no NaN
  small  regression, 20,000 + 2,000 rows x 40 (one service, two weeks of minutes), 5 % NaN
  seq    60,060 rows x 8: a series for the LSTM, without targets (one file, seq)

The last minutes of each service are the test set, so neighbouring test rows are alike.

Random numbers: splitmix64's finaliser on a counter, so that any row can be had without those before it.
  mix(z): z ^= z>>30; z *= 0xBF58476D1CE4E5B9; z ^= z>>27; z *= 0x94D049BB133111EB; z ^= z>>31
  uniform(stream, i) = (mix(i*0x9E3779B97F4A7C15 + mix(stream + 0x9E3779B97F4A7C15)) >> 40) * 2^-24
  normal(stream, i)  = (the sum of uniform(4 stream ... 4 stream + 3, i) - 2) * sqrt(3)    about normal
"""
import argparse
import hashlib
import json
import os

import numpy as np

GOLD = np.uint64(0x9E3779B97F4A7C15)
HORIZON = 5  # minutes ahead that the regressors forecast
WARM = 70  # minutes dropped at the start of a series so that every lag exists
LAGS28 = [0, 1, 2, 3, 5, 10, 15, 30]
LAGS40 = LAGS28 + [4, 6, 7, 8, 9, 12, 20, 25, 40, 45, 50, 60]


def mix(z):
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def uniform(stream, i):
    with np.errstate(over="ignore"):
        key = mix(np.array([stream], dtype=np.uint64) + GOLD)
        return (mix(np.asarray(i, dtype=np.uint64) * GOLD + key) >> np.uint64(40)).astype(np.float64) * 2.0**-24


def normal(stream, i):
    return (sum(uniform(4 * stream + k, i) for k in range(4)) - 2.0) * np.sqrt(3.0)


def series(services, minutes, seed):
    """Utilisation of each service by minute: seasons + AR(1) + decaying spikes, [services, minutes]."""
    n = minutes + WARM + HORIZON
    s = np.arange(services)
    daily, weekly, phase = 0.3 + 0.4 * uniform(seed + 1, s), 0.1 + 0.2 * uniform(seed + 2, s), 1440 * uniform(seed + 3, s)
    t = np.arange(n)
    day = 2 * np.pi * (t[None, :] + phase[:, None]) / 1440
    season = 1 + daily[:, None] * np.sin(day) + 0.3 * daily[:, None] * np.sin(2 * day)
    season = season + weekly[:, None] * np.sin(2 * np.pi * t / 10080)[None, :]
    cell = s[:, None] * n + t[None, :]
    noise, hit, size = normal(seed + 4, cell), uniform(4 * seed + 90, cell), uniform(4 * seed + 91, cell)
    observed = normal(seed + 5, cell)
    drift, spike, out = np.zeros(services), np.zeros(services), np.empty((services, n))
    for k in range(n):
        drift = 0.9 * drift + 0.05 * noise[:, k]
        spike = 0.92 * spike + np.where(hit[:, k] < 0.002, 0.5 + size[:, k], 0.0)
        out[:, k] = np.maximum(0.02, season[:, k] + drift + spike) + 0.02 * observed[:, k]
    return out, phase


def features(u, phase, minutes, lags, seed):
    """[services * minutes, 20 + len(lags)] features and the target u(t + HORIZON); service-major order."""
    services, n = u.shape
    t = np.arange(WARM, WARM + minutes)
    ones = np.ones((services, 1))
    sums = np.cumsum(np.pad(u, ((0, 0), (1, 0))), axis=1)
    squares = np.cumsum(np.pad(u * u, ((0, 0), (1, 0))), axis=1)
    mean = lambda w: (sums[:, t + 1] - sums[:, t + 1 - w]) / w
    quarter = mean(15)
    cell = np.arange(services)[:, None] * n + t[None, :]
    calendar = (
        np.sin(2 * np.pi * t / 1440), np.cos(2 * np.pi * t / 1440), np.sin(2 * np.pi * t / 10080),
        np.cos(2 * np.pi * t / 10080), (t % 1440).astype(float), (t // 1440 % 7).astype(float))
    columns = [ones * column[None, :] for column in calendar]
    columns += [u[:, t - k] for k in lags]
    deviation = np.sqrt(np.maximum(0, (squares[:, t + 1] - squares[:, t - 14]) / 15 - quarter * quarter))
    columns += [mean(5), quarter, mean(60), deviation, u[:, t] - u[:, t - 5]]
    queue = np.maximum(0, u[:, t] - 1.2) * 40 + normal(seed + 6, cell)
    columns += [queue, phase[:, None] * np.ones(minutes)[None, :]]
    columns += [normal(seed + 10 + j, cell) for j in range(7)]  # pure noise
    x = np.stack([column.reshape(-1) for column in columns], axis=1)
    x[uniform(4 * seed + 99, np.arange(x.size).reshape(x.shape)) < 0.05] = np.nan
    return x.astype("<f4"), u[:, t + HORIZON].reshape(-1).astype("<f4")


def higgs(rows, seed):
    i = np.arange(rows)
    x = np.empty((rows, 28))
    for j in range(21):
        if j % 3 == 0:  # a momentum-like number
            x[:, j] = normal(seed + j, i)
        elif j % 3 == 1:  # an energy-like positive number
            x[:, j] = -np.log1p(-uniform(4 * (seed + j), i))
        else:  # an angle
            x[:, j] = np.pi * (2 * uniform(4 * (seed + j), i) - 1)
    for k in range(7):  # masses of pairs of the 'particles'
        p, q = 3 * k, 3 * ((k + 1 + k // 3) % 7)
        e1, e2, d = x[:, p + 1], x[:, q + 1], x[:, p + 2] - x[:, q + 2]
        x[:, 21 + k] = np.sqrt(np.maximum(0, 2 * e1 * e2 * (np.cosh(0.3 * (x[:, p] - x[:, q])) - np.cos(d))))
    z = (0.9 * (x[:, 21] - 1.3) - 0.8 * np.abs(x[:, 22] - 1.2) + 0.7 * np.sin(x[:, 2]) * x[:, 0] - 0.5 * x[:, 3] * x[:, 6]
         + 0.8 * (x[:, 7] > 1.2) * (x[:, 25] < 1) + 0.3 * x[:, 9] - 0.4 * np.minimum(x[:, 24], x[:, 26]) + 0.6)
    y = (uniform(4 * seed + 777, i) < 1 / (1 + np.exp(-z))).astype("<f4")
    return x.astype("<f4"), y


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default=os.environ.get("PEERS_DATA", "/tmp/peers-data"))
    parser.add_argument("--only", choices=["load", "higgs", "small", "seq"], nargs="+", default=["load", "higgs", "small", "seq"])
    a = parser.parse_args()
    os.makedirs(a.out, exist_ok=True)
    path = f"{a.out}/meta.json"
    meta = json.load(open(path)) if os.path.exists(path) else {}

    def put(name, array):
        array = np.ascontiguousarray(array, dtype="<f4")
        array.tofile(f"{a.out}/{name}.f32")
        np.save(f"{a.out}/{name}.npy", array)
        meta[name] = {"shape": list(array.shape), "sha256": hashlib.sha256(array.tobytes()).hexdigest()}

    def split(prefix, x, y, test):
        put(f"{prefix}.Xtrain", x[~test])
        put(f"{prefix}.ytrain", y[~test])
        put(f"{prefix}.Xtest", x[test])
        put(f"{prefix}.ytest", y[test])

    if "load" in a.only:
        u, phase = series(100, 12000, 100)
        x, y = features(u, phase, 12000, LAGS28, 100)
        split("load", x, y, np.arange(len(y)) % 12000 >= 10000)  # the last 2,000 minutes of each service
    if "higgs" in a.only:
        x, y = higgs(1_200_000, 1000)
        split("higgs", x, y, np.arange(len(y)) >= 1_000_000)
    if "small" in a.only:
        u, phase = series(1, 22000, 300)
        x, y = features(u, phase, 22000, LAGS40, 300)
        split("small", x, y, np.arange(len(y)) >= 20000)
    if "seq" in a.only:
        put("seq", series(8, 60060, 500)[0].T[:60060])
    json.dump(meta, open(path, "w"), indent=1)


if __name__ == "__main__":
    main()
