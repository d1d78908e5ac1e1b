"""Trains one peer's gradient-boosted trees on one data set; prints one JSON object and keeps the model in DATA-DIR/models.

The settings are those of `tidegate bench trees`: 255 bins, learning rate 0.1, L2 = 1, 31 leaves grown leaf by leaf, 20 rows a leaf
(XGBoost: a hessian of 20, or 1 for classes, where the hessian is no row count), no sampling. CatBoost grows symmetric trees of depth 6,
which it is made for. Time is split into binning (float32 matrix in memory -> binned data set) and boosting."""
import common

ap = common.parser(__doc__)
ap.add_argument("--peer", choices=list(common.MODELS), required=True)
ap.add_argument("--rounds", type=int, default=None, help="default 500; 200 for small")
a = ap.parse_args()
common.limit_threads(a.threads)

import os
import pickle
import time

import numpy as np

rounds = a.rounds or (200 if a.data == "small" else 500)
binary = a.data == "higgs"
X, y, Xt, yt = (common.load(a.data_dir, f"{a.data}.{part}") for part in ("Xtrain", "ytrain", "Xtest", "ytest"))
clock = time.perf_counter


def lightgbm(quantised=False):
    import lightgbm as lgb
    settings = dict(
        objective="binary" if binary else "regression", learning_rate=common.RATE, max_bin=common.BINS, lambda_l2=common.L2,
        num_leaves=common.LEAVES, max_depth=-1, min_data_in_leaf=common.MIN_ROWS, min_sum_hessian_in_leaf=0,
        num_threads=a.threads, use_quantized_grad=quantised, verbosity=-1)
    start = clock()
    data = lgb.Dataset(X, y, params=settings).construct()
    binned = clock()
    model = lgb.train(settings, data, rounds)
    return binned - start, clock() - binned, model.predict, model.save_model


def xgboost():
    import xgboost as xgb
    settings = dict(
        objective="binary:logistic" if binary else "reg:squarederror", base_score=0.5 if binary else float(y.mean()),
        tree_method="hist", max_bin=common.BINS, eta=common.RATE, reg_lambda=common.L2, grow_policy="lossguide",
        max_leaves=common.LEAVES, max_depth=0, min_child_weight=1 if binary else common.MIN_ROWS, nthread=a.threads)
    start = clock()
    data = xgb.QuantileDMatrix(X, y, max_bin=common.BINS, nthread=a.threads)
    binned = clock()
    model = xgb.train(settings, data, rounds)
    return binned - start, clock() - binned, model.inplace_predict, model.save_model


def sklearn():
    import threadpoolctl
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
    from sklearn.ensemble._hist_gradient_boosting.gradient_boosting import BaseHistGradientBoosting
    binning = [0.0]
    inner = BaseHistGradientBoosting._bin_data

    def timed(self, *arguments, **named):
        start = clock()
        result = inner(self, *arguments, **named)
        binning[0] += clock() - start
        return result

    BaseHistGradientBoosting._bin_data = timed
    kind = HistGradientBoostingClassifier if binary else HistGradientBoostingRegressor
    model = kind(
        max_iter=rounds, learning_rate=common.RATE, max_bins=common.BINS, l2_regularization=common.L2,
        max_leaf_nodes=common.LEAVES, min_samples_leaf=common.MIN_ROWS, early_stopping=False)
    with threadpoolctl.threadpool_limits(a.threads):
        start = clock()
        model.fit(X, y.astype(int) if binary else y)
        whole = clock() - start
    BaseHistGradientBoosting._bin_data = inner
    predict = (lambda rows: model.predict_proba(rows)[:, 1]) if binary else model.predict
    return binning[0], whole - binning[0], predict, lambda path: pickle.dump(model, open(path, "wb"))


def catboost():
    import catboost as cb
    settings = dict(
        loss_function="Logloss" if binary else "RMSE", iterations=rounds, learning_rate=common.RATE, depth=6,
        border_count=254, l2_leaf_reg=common.L2, boosting_type="Plain", bootstrap_type="No", random_strength=0,
        leaf_estimation_iterations=1, thread_count=a.threads, verbose=False, allow_writing_files=False)
    start = clock()
    data = cb.Pool(X, y, thread_count=a.threads)
    data.quantize(border_count=254)
    binned = clock()
    model = cb.CatBoost(settings).fit(data)
    boosted = clock()
    predict = (lambda rows: model.predict(rows, "Probability")[:, 1]) if binary else model.predict
    return binned - start, boosted - binned, predict, model.save_model


def quality(p):
    if not binary:
        return {"rmse": float(np.sqrt(np.mean((p - yt) ** 2)))}
    from scipy.stats import rankdata
    ones = yt > 0.5
    count = ones.sum()
    return {"auc": float((rankdata(p)[ones].sum() - count * (count + 1) / 2) / (count * (~ones).sum()))}


fit = {"lightgbm": lightgbm, "lightgbm-quantised": lambda: lightgbm(quantised=True), "xgboost": xgboost, "sklearn": sklearn,
       "catboost": catboost}[a.peer]
if a.data == "small":
    fit()  # where the run is short, what a library does once only would weigh too much
binning, boosting = [], []
with common.Disturbance() as others:
    for _ in range(a.repeat):
        first, second, predict, save = fit()
        binning.append(first)
        boosting.append(second)
peak = common.peak_mb()
path = common.model_path(a.data_dir, a.data, a.peer)
save(path)
common.emit({
    "peer": a.peer, "data": a.data, "threads": a.threads, "rounds": rounds, "rows": len(X), "features": X.shape[1],
    "binningSeconds": common.median(binning), "trainingSeconds": common.median(boosting), "peakMemoryMegabytes": peak,
    "modelBytes": os.path.getsize(path), **quality(np.asarray(predict(Xt)).reshape(-1)), "otherCores": others.cores})
