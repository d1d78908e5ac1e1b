"""Writes tree-contributions.json: small models of XGBoost and LightGBM with the contributions (TreeSHAP, path-dependent) that the libraries
themselves give for rows with missing values, and the features' importances.

    python tree-contributions.py > tree-contributions.json     # xgboost 3.2.0, lightgbm 4.7.0, numpy 2.4.6

Nodes are written as Tidegate holds them: children next to each other and behind their parent, x <= threshold or a category in the set goes
left. XGBoost asks x < threshold and sends its set's categories right, so thresholds go down by one Float and those children are swapped."""
import json
import lightgbm, numpy as np, xgboost

ROWS = 8
rng = np.random.default_rng(7)
X = rng.normal(size=(600, 5)).astype(np.float32)
X[:, 3] = rng.integers(0, 7, 600)                                      # categories for the models that know them
X[rng.random(X.shape) < 0.1] = np.nan
Z = np.nan_to_num(X, nan=0.3)
y = np.sin(2 * Z[:, 0]) + Z[:, 1] * (Z[:, 2] > 0) + 0.7 * (Z[:, 3] % 3 == 1) + 0.2 * rng.normal(size=600)
classes = np.digitize(y, np.quantile(y, [0.3, 0.7]))
P = np.concatenate([X[:ROWS - 2], [[np.nan] * 5, [0, -0.0, 1e-30, 9, -1]]]).astype(np.float32)   # all missing; an unseen category

def relaid(root, kids, node):
    """Breadth first, so that the children of a node stand next to each other."""
    order, out = [root], []
    for n in order: order += kids(n) or []
    place = {id(n) if isinstance(n, dict) else n: i for i, n in enumerate(order)}
    key = lambda n: id(n) if isinstance(n, dict) else n
    for n in order: out.append(node(n) | ({"left": place[key(kids(n)[0])]} if kids(n) else {}))
    return out

def xgb_tree(t):
    sets = {n: t["categories"][b:b + s] for n, b, s in zip(t["categories_nodes"], t["categories_segments"], t["categories_sizes"])}
    def kids(n):
        if t["left_children"][n] < 0: return None
        two = [t["left_children"][n], t["right_children"][n]]
        return two[::-1] if n in sets else two
    def node(n):
        cover = {"cover": t["sum_hessian"][n]}
        if not kids(n): return cover | {"value": float(np.float32(t["split_conditions"][n]))}
        split = cover | {"feature": t["split_indices"][n], "gain": t["loss_changes"][n], "missingLeft": bool(t["default_left"][n]) != (n in sets)}
        return split | ({"categories": sets[n]} if n in sets else
                        {"threshold": float(np.nextafter(np.float32(t["split_conditions"][n]), np.float32(-np.inf)))})
    return relaid(0, kids, node)

def xgb(name, params, target, rounds, categorical=False):
    types = ["q", "q", "q", "c" if categorical else "q", "q"]
    d = lambda A, t=None: xgboost.DMatrix(A, t, feature_types=types, enable_categorical=categorical)
    m = xgboost.train(params | dict(tree_method="hist", seed=1, nthread=1), d(X, target), rounds)
    model = json.loads(m.save_raw("json"))["learner"]["gradient_booster"]["model"]
    phi = m.predict(d(P), pred_contribs=True).astype(float); margin = m.predict(d(P), output_margin=True).astype(float)
    K = phi.shape[1] if phi.ndim == 3 else 1
    leaf = m.predict(d(P), pred_leaf=True).astype(int).reshape(ROWS, -1)
    base = margin.reshape(ROWS, K).copy()
    for t, k in enumerate(model["tree_info"]): base[:, k] -= [model["trees"][t]["split_conditions"][n] for n in leaf[:, t]]
    assert np.ptp(base, axis=0).max() < 1e-5
    scores = {k: [m.get_score(importance_type=k).get(f"f{f}", 0.0) for f in range(5)] for k in ("weight", "gain", "cover", "total_gain", "total_cover")}
    return {"name": name, "base": base.mean(axis=0).tolist(), "importance": scores, "margins": margin.reshape(ROWS, K).tolist(),
            "trees": [{"output": k, "nodes": xgb_tree(t)} for k, t in zip(model["tree_info"], model["trees"])],
            "contributions": phi.reshape(ROWS, -1).tolist()}

def lgb_tree(t):
    kids = lambda n: [n["left_child"], n["right_child"]] if "left_child" in n else None
    def node(n):
        if not kids(n): return {"cover": n.get("leaf_count", len(X)), "value": n["leaf_value"]}
        split = {"cover": n["internal_count"], "feature": n["split_feature"], "gain": n["split_gain"]}
        if n["decision_type"] == "==": return split | {"categories": [int(c) for c in n["threshold"].split("||")], "missingLeft": False}
        assert n["missing_type"] == "NaN"
        s = np.float32(n["threshold"])
        return split | {"threshold": float(s if float(s) <= n["threshold"] else np.nextafter(s, np.float32(-np.inf))), "missingLeft": n["default_left"]}
    return relaid(t["tree_structure"], kids, node)

def lgb(name, params, target, rounds, categorical=False):
    fixed = dict(verbosity=-1, seed=1, num_threads=1, min_data_in_leaf=10, cat_smooth=1, min_data_per_group=5)
    m = lightgbm.train(params | fixed, lightgbm.Dataset(X, target, categorical_feature=[3] if categorical else []), rounds)
    phi = m.predict(P, pred_contrib=True); K = m.num_model_per_iteration(); trees = m.dump_model()["tree_info"]
    f = [m.feature_importance(k).astype(float).tolist() for k in ("split", "gain")]
    return {"name": name, "base": [0.0] * K, "importance": {"weight": f[0], "total_gain": f[1]}, "margins": m.predict(P, raw_score=True).reshape(ROWS, K).tolist(),
            "trees": [{"output": t["tree_index"] % K, "nodes": lgb_tree(t)} for t in trees], "contributions": phi.tolist()}

squared = dict(objective="reg:squarederror", max_depth=4, eta=0.3, min_child_weight=5)
print(json.dumps({
    "versions": {"xgboost": xgboost.__version__, "lightgbm": lightgbm.__version__, "numpy": np.__version__},
    "rows": [[None if np.isnan(v) else float(v) for v in r] for r in P],
    "models": [
        xgb("xgboost regression", squared, y, 5),
        xgb("xgboost categories", squared | dict(max_cat_to_onehot=1), y, 5, categorical=True),
        xgb("xgboost one-hot", squared | dict(max_cat_to_onehot=100), y, 4, categorical=True),
        xgb("xgboost logistic", squared | dict(objective="binary:logistic"), y > 0, 4),
        xgb("xgboost three classes", squared | dict(objective="multi:softprob", num_class=3, max_depth=3), classes, 3),
        xgb("xgboost single leaves", squared | dict(gamma=1e9), y, 2),
        lgb("lightgbm regression", dict(objective="regression", num_leaves=12), y, 5),
        lgb("lightgbm categories", dict(objective="regression", num_leaves=12), y, 5, categorical=True),
        lgb("lightgbm three classes", dict(objective="multiclass", num_class=3, num_leaves=6), classes, 2, categorical=True),
    ]}, separators=(",", ":")))
