"""LightGBM on the features of `tidegate forecast`, and what the forecasts of Tidegate are worth beside it; prints a Markdown table.

    tidegate evaluate forecasts --data DIR --write-features F --json > F/scores.json
    forecast.py --features F --tidegate .build/release/tidegate NAME ...

Both learn once, from the same rows of the first three quarters, 44 features, the same number of trees, leaves, bins and rate, and are asked
the same rows. `trees` are Tidegate's alone (`bench trees`), fitted to the load itself; the pinball loss is the mean of the levels .05,
.5 and .95, of trees fitted to the log-ratio to the newest load. `forecast` is the command as it is: experts combined, refitted daily."""
import argparse
import glob
import json
import math
import subprocess

import lightgbm as lgb
import numpy as np

LEVELS = (0.05, 0.5, 0.95)
MEAN_ROUNDS, QUANTILE_ROUNDS, LEAVES, RATE, BINS, MIN_ROWS, L2 = 100, 60, 15, 0.1, 127, 40, 1

ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("--features", required=True)
ap.add_argument("--tidegate", required=True)
ap.add_argument("names", nargs="+")
a = ap.parse_args()


def lightgbm(x, y, asked, rounds, **objective):
    settings = dict(
        num_leaves=LEAVES, learning_rate=RATE, max_bin=BINS, min_data_in_leaf=min(MIN_ROWS, max(1, len(y) // 20)),
        lambda_l2=L2, min_sum_hessian_in_leaf=0, num_threads=1, verbosity=-1, seed=0, deterministic=True, **objective)
    return lgb.train(settings, lgb.Dataset(x, y, params=settings), rounds).predict(asked)


def trees(part, target, test_target, *options):
    """The figure that `bench trees` prints for the same fit."""
    words = [a.tidegate, "bench", "trees", "--json", "--threads", "1", "--max-leaves", LEAVES, "--learning-rate", RATE, "--max-bins",
             BINS, "--min-rows", MIN_ROWS, "--l2", L2, "--train-x", part("train-x"), "--train-y", target, "--test-x", part("test-x"),
             "--test-y", test_target, *options]
    return json.loads(subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True).stdout)


def pinball(y, q, level):
    return np.mean(np.maximum(level * (y - q), (level - 1) * (y - q)))


table = [row for path in glob.glob(f"{a.features}/*.json") for row in json.load(open(path))]
ratios = {"trees": [], "forecast": [], "pinball": []}
print("| series, rows ahead | LightGBM | trees | forecast | trees / LightGBM | forecast / LightGBM | pinball of LightGBM | "
      "pinball of forecast | ratio |\n|" + "---|" * 9)
for name in a.names:
    scores = {row["horizon"]: row["scores"][0] for row in table if row["series"] == name}
    for horizon, score in sorted(scores.items()):
        part = lambda which: f"{a.features}/{name}-{horizon}-{which}.npy"
        x, y, ratio, asked, actual, newest, scale = (
            np.load(part(which)).astype(float)
            for which in ("train-x", "train-y", "train-ratio", "test-x", "test-y", "test-newest", "scale"))
        mean = np.maximum(0, lightgbm(x, y, asked, MEAN_ROUNDS, objective="regression"))
        peer = math.sqrt(np.mean((actual - mean) ** 2))
        own = trees(part, part("train-y"), part("test-y"), "--rounds", MEAN_ROUNDS)["rmse"]
        level = newest / scale[0]
        bands = np.sort([
            np.maximum(0, level + (level + 1) * np.expm1(
                lightgbm(x, ratio, asked, QUANTILE_ROUNDS, objective="quantile", alpha=tau))) * scale[0] for tau in LEVELS], axis=0)
        loss = np.mean([pinball(actual, band, tau) for band, tau in zip(bands, LEVELS)])
        found = own / peer, score["rmse"] / peer, score["pinball"] / loss
        for key, value in zip(ratios, found):
            ratios[key].append(value)
        print(f"| {name}, {horizon} | {peer:.4g} | {own:.4g} | {score['rmse']:.4g} | {found[0]:.3f} | {found[1]:.3f} | {loss:.4g} | "
              f"{score['pinball']:.4g} | {found[2]:.3f} |", flush=True)
print("\nGeometric means: " + ", ".join(f"{key} {math.exp(np.mean(np.log(values))):.3f}" for key, values in ratios.items()) + ".")
