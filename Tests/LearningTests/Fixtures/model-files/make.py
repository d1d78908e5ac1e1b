"""Makes the model files of XGBoost and LightGBM beside this script, and what these libraries predict with them.

    pip install xgboost==1.7.6 'numpy<2'    python make.py xgboost     ->  xgboost-1.7.6/
    pip install xgboost==3.2.0 numpy        python make.py xgboost     ->  xgboost-3.2.0/
    pip install lightgbm==4.7.0 numpy       python make.py lightgbm    ->  lightgbm-4.7.0/

`written/` holds files that Tidegate wrote: a test writes them there if the environment says
`TIDEGATE_WRITE_MODELS=…/Fixtures/model-files/written`. XGBoost's predictions of them come from

    XGBoost 3.2.0    python make.py written version3
    XGBoost 1.7.6    python make.py written version1

Each folder's `expected.json` holds by model the rows (null: NaN), XGBoost's margins, and the predictions where they are
others. LightGBM's raw scores are not our margins: a forest's are not divided, a probability's not yet multiplied.
"""

import glob
import json
import os
import re
import sys

import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
FEATURES = 5
random = numpy.random.default_rng(20250301)


def data(count=400):
    """Five columns: a normal, one with few values and zeros, one with gaps, categories, a heavy tail."""
    x = random.normal(size=(count, FEATURES)).astype(numpy.float32)
    x[:, 1] = numpy.round(x[:, 1])
    x[:, 3] = random.integers(0, 40, count)
    x[:, 4] = numpy.exp(2 * x[:, 4])
    x[random.random(count) < 0.15, 2] = numpy.nan
    x[random.random(count) < 0.05, 0] = numpy.nan
    y = numpy.nan_to_num(x[:, 0], nan=1.5) + numpy.where(x[:, 1] == 0, 1, 0) + numpy.nan_to_num(x[:, 2], nan=-1)
    y += numpy.where(x[:, 3].astype(int) % 3 == 1, 1.5, 0) + 0.3 * numpy.log(x[:, 4]) + random.normal(size=count) / 3
    return x, numpy.round(y, 3)


def rows(thresholds):
    """Rows to predict: usual ones, odd ones, and some that meet thresholds exactly or nearly."""
    x = data(16)[0]
    x[:8] = numpy.round(x[:8], 2)
    odd = [0.0, -0.0, 1e-45, -1e-45, 1e-40, 1e-35, 1.1e-35, -1e-35, 3e38, -3e38, 1e-6, 16777216]
    for index, value in enumerate(odd[:8]):
        x[8 + index, [0, 1, 2, 4]] = numpy.roll([value, odd[-1 - index % 4], numpy.nan, value], index)
    x[8:16, 3] = [-1, 2.5, 40, 63, 1e5, 16777216, 3e9, numpy.nan]
    exact = []
    for feature, threshold in thresholds:
        for value in (threshold, numpy.nextafter(threshold, numpy.float32(9e9)),
                      numpy.nextafter(threshold, numpy.float32(-9e9))):
            row = x[len(exact) % 8].copy()
            row[feature] = value
            exact.append(row)
    return numpy.concatenate([x, numpy.array(exact[:9], numpy.float32).reshape(-1, FEATURES)])


def listed(values):
    return [[None if numpy.isnan(v) else float(numpy.format_float_scientific(v, unique=True)) for v in row]
            for row in numpy.asarray(values, numpy.float32).reshape(len(values), -1)]


def save(folder, cases):
    with open(os.path.join(HERE, folder, "expected.json"), "w") as file:
        file.write("{\n" + ",\n".join(
            f"{json.dumps(name)}: {json.dumps(case, separators=(',', ':'))}" for name, case in sorted(cases.items())
        ) + "\n}\n")


def thresholds_of_xgboost(path):
    trees = json.load(open(path))["learner"]["gradient_booster"]
    trees = trees.get("gbtree", trees)["model"]["trees"]
    return [(tree["split_indices"][0], numpy.float32(tree["split_conditions"][0]))
            for tree in trees if tree["left_children"][0] >= 0 and tree["split_type"][0] == 0]


def expected_of_xgboost(booster, x, **more):
    import xgboost
    matrix = xgboost.DMatrix(x, feature_names=booster.feature_names, feature_types=booster.feature_types)
    margins, predictions = listed(booster.predict(matrix, output_margin=True)), listed(booster.predict(matrix))
    if margins != predictions:
        more["predictions"] = predictions
    return {"rows": listed(x), "margins": margins, **more}


def make_xgboost():
    import xgboost
    folder = f"xgboost-{xgboost.__version__}"
    os.makedirs(os.path.join(HERE, folder), exist_ok=True)
    x, y = data()
    classes = numpy.digitize(y, [0, 1.5])
    positive = numpy.abs(y)
    models = {
        "squared": (dict(objective="reg:squarederror"), y),
        "plain": (dict(objective="reg:squarederror", categorical=False), y),
        "absolute": (dict(objective="reg:absoluteerror"), y),
        "huber": (dict(objective="reg:pseudohubererror", huber_slope=1.5), y),
        "poisson": (dict(objective="count:poisson"), numpy.round(positive)),
        "logistic": (dict(objective="binary:logistic", base_score=0.3), classes == 2),
        "share": (dict(objective="reg:logistic"), positive / (1 + positive)),
        "logitraw": (dict(objective="binary:logitraw"), classes == 2),
        "softprob": (dict(objective="multi:softprob", num_class=3, rounds=2), classes),
        "softmax": (dict(objective="multi:softmax", num_class=3, rounds=2), classes),
        "dart": (dict(objective="reg:squarederror", booster="dart", rate_drop=0.5, one_drop=1, rounds=5), y),
        "onehot": (dict(objective="reg:squarederror", max_cat_to_onehot=100), y + 6 * (x[:, 3] == 7)),
        "forest": (dict(objective="multi:softprob", num_class=3, num_parallel_tree=2, subsample=0.5, rounds=2), classes),
        "pruned": (dict(objective="reg:squarederror", tree_method="exact", gamma=20, max_leaves=0, max_depth=3,
                        categorical=False), y),
        "early": (dict(objective="reg:squarederror", eta=1.3, early=True, rounds=9), y),
    }
    if not xgboost.__version__.startswith("1."):
        models["quantile"] = (dict(objective="reg:quantileerror", quantile_alpha=[0.9]), y)
        models["quantiles"] = (dict(objective="reg:quantileerror", quantile_alpha=[0.1, 0.5, 0.9], rounds=2), y)
    cases = {}
    for name, (settings, target) in models.items():
        types = ["float", "float", "float", "c" if settings.pop("categorical", True) else "float", "float"]
        rounds = settings.pop("rounds", 4)
        early = settings.pop("early", False)
        names = ["load", "day", "gap \"quoted\"", "kind", "tail"] if name == "squared" else None
        matrix = xgboost.DMatrix(x, label=target.astype(float), feature_types=types, feature_names=names)
        more = {}
        if early:
            test_x, test_y = data(100)
            more = dict(evals=[(xgboost.DMatrix(test_x, label=test_y, feature_types=types), "test")],
                        early_stopping_rounds=3, verbose_eval=False)
        booster = xgboost.train(
            {"tree_method": "hist", "max_leaves": 4, "max_depth": 0, "grow_policy": "lossguide", "seed": 1,
             "max_cat_to_onehot": 2, "nthread": 1, **settings}, matrix, rounds, **more)
        path = os.path.join(HERE, folder, name)
        booster.save_model(path + ".json")
        if name in ("squared", "dart"):
            booster.save_model(path + ".ubj")
        cases[name] = expected_of_xgboost(
            booster, rows(thresholds_of_xgboost(path + ".json")),
            **({"bestIteration": booster.best_iteration} if early else {}))
    save(folder, cases)


def make_lightgbm():
    import lightgbm
    folder = f"lightgbm-{lightgbm.__version__}"
    os.makedirs(os.path.join(HERE, folder), exist_ok=True)
    x, y = data()
    classes = numpy.digitize(y, [0, 1.5])
    positive = numpy.abs(y)
    models = {
        "squared": (dict(objective="regression"), y),
        "plain": (dict(objective="regression", categorical=False), y),
        "absolute": (dict(objective="regression_l1"), y),
        "huber": (dict(objective="huber", alpha=1.5), y),
        "poisson": (dict(objective="poisson"), numpy.round(positive)),
        "logistic": (dict(objective="binary", sigmoid=2.5), classes == 2),
        "softmax": (dict(objective="multiclass", num_class=3, rounds=2), classes),
        "quantile": (dict(objective="quantile", alpha=0.8), y),
        "zeros": (dict(objective="regression", zero_as_missing=True, categorical=False), y),
        "none": (dict(objective="regression", use_missing=False, categorical=False), y),
        "onehot": (dict(objective="regression", max_cat_to_onehot=100, min_data_in_leaf=5), y + 6 * (x[:, 3] == 7)),
        "forest": (dict(objective="regression", boosting="rf", bagging_freq=1, bagging_fraction=0.6), y),
        "forest-logistic": (dict(objective="binary", boosting="rf", bagging_freq=1, bagging_fraction=0.6), classes == 2),
        "dart": (dict(objective="regression", boosting="dart", drop_rate=0.5, rounds=5), y),
        "leaf": (dict(objective="regression", min_data_in_leaf=1000, rounds=1), y),
    }
    cases = {}
    for name, (settings, target) in models.items():
        categorical = [3] if settings.pop("categorical", True) else []
        rounds = settings.pop("rounds", 4)
        names = ["load", "day", "gap", "kind", "tail"] if name == "squared" else "auto"
        train = lightgbm.Dataset(x, label=target.astype(float), categorical_feature=categorical, feature_name=names)
        booster = lightgbm.train(
            {"num_leaves": 4, "verbose": -1, "seed": 1, "num_threads": 1, "min_data_per_group": 5, "cat_smooth": 1,
             "cat_l2": 1, "max_cat_to_onehot": 2, **settings}, train, rounds)
        text = booster.model_to_string()
        if name not in ("squared", "huber", "quantile"):  # the list of parameters is long and always the same
            text = re.sub(r"\nparameters:\n.*\nend of parameters\n", "", text, flags=re.DOTALL)
        with open(os.path.join(HERE, folder, name + ".txt"), "w") as file:
            file.write(text)
        roots = [tree["tree_structure"] for tree in booster.dump_model()["tree_info"]]
        thresholds = [(root["split_feature"], numpy.float32(root["threshold"]))
                      for root in roots if root.get("decision_type") == "<="]
        inputs = rows(thresholds)
        cases[name] = {
            "rows": listed(inputs), "predictions": listed(booster.predict(inputs))}
    save(folder, cases)


def predict_written(version):
    import xgboost
    cases = {}
    old = os.path.join(HERE, "written", "expected.json")
    if os.path.exists(old):
        cases = {name: case for name, case in json.load(open(old)).items() if not name.startswith(version)}
    for path in sorted(glob.glob(os.path.join(HERE, "written", version + "-*.json"))):
        booster = xgboost.Booster(model_file=path)
        name = os.path.basename(path)[:-len(".json")]
        cases[name] = expected_of_xgboost(booster, rows(thresholds_of_xgboost(path)), xgboost=xgboost.__version__)
    save("written", cases)


if sys.argv[1] == "xgboost":
    make_xgboost()
elif sys.argv[1] == "lightgbm":
    make_lightgbm()
else:
    predict_written(sys.argv[2])
