"""Makes boosting-lightgbm.json: seeded data and LightGBM's losses on it.

    pip install lightgbm numpy
    python boosting-lightgbm.py

The versions that made the committed file stand in it.
"""

import json
import platform

import lightgbm
import numpy

ROWS, TRAIN = 2000, 1500
SETTINGS = {
    "rounds": 100, "maxLeaves": 15, "learningRate": 0.1, "maxBins": 63, "minRowsPerLeaf": 20, "l2": 1.0,
}
LEVELS = [0.1, 0.5, 0.9]

random = numpy.random.default_rng(20240607)
x = random.normal(size=(ROWS, 8))
x[:, 6] = numpy.round(x[:, 6] * 2)  # few distinct values
x[:, 7] = numpy.where(x[:, 7] > 1.5, 1.0, 0.0)  # mostly equal
signal = (
    2 * x[:, 0] + numpy.sin(3 * x[:, 1]) + numpy.where(x[:, 2] > 0, x[:, 0], -x[:, 3])
    + 0.5 * x[:, 6] + 3 * x[:, 7]
)
gone = random.random(ROWS) < 0.15
signal = signal + numpy.where(gone, 1.5, 0.0)  # being missing says something
x[gone, 4] = numpy.nan
noise = random.normal(size=ROWS) * (0.5 + 0.5 * (x[:, 5] > 0))
x = numpy.round(x, 4)
y = numpy.round(signal + noise, 4)

train, test = slice(0, TRAIN), slice(TRAIN, ROWS)


def fit(**objective):
    parameters = {
        "num_leaves": SETTINGS["maxLeaves"], "learning_rate": SETTINGS["learningRate"],
        "max_bin": SETTINGS["maxBins"], "min_data_in_leaf": SETTINGS["minRowsPerLeaf"],
        "lambda_l2": SETTINGS["l2"], "min_sum_hessian_in_leaf": 0, "min_data_in_bin": 1,
        "num_threads": 1, "deterministic": True, "seed": 1, "verbose": -1, **objective,
    }
    model = lightgbm.train(parameters, lightgbm.Dataset(x[train], y[train]), SETTINGS["rounds"])
    return model.predict(x)


def pinball(residual, level):
    return float(numpy.mean(numpy.maximum(level * residual, (level - 1) * residual)))


residual = y - fit(objective="regression")
squared = {
    "train": float(numpy.sqrt(numpy.mean(residual[train] ** 2))),
    "test": float(numpy.sqrt(numpy.mean(residual[test] ** 2))),
}
quantiles = []
for level in LEVELS:
    residual = y - fit(objective="quantile", alpha=level)
    quantiles.append(
        {"level": level, "train": pinball(residual[train], level), "test": pinball(residual[test], level)})

result = {
    "versions": {
        "lightgbm": lightgbm.__version__, "numpy": numpy.__version__, "python": platform.python_version()},
    "settings": SETTINGS,
    "trainRows": TRAIN,
    "squaredError": squared,
    "quantiles": quantiles,
    "features": [[None if numpy.isnan(v) else float(v) for v in row] for row in x],
    "targets": [float(v) for v in y],
}
with open("boosting-lightgbm.json", "w") as file:
    json.dump(result, file, separators=(",", ":"))
    file.write("\n")
