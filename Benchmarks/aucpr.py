#!/usr/bin/env python3
"""Mean AUC-PR of `tidegate detect --train` on SMD and ASD: aucpr.py TIDEGATE FOLDER. Needs NumPy."""
import csv, glob, subprocess, sys, tempfile

import numpy as np


def average_precision(scores, labels):
    order = np.argsort(-scores, kind="stable")
    scores, labels = scores[order], labels[order]
    hits = np.cumsum(labels)
    last = np.r_[scores[1:] != scores[:-1], True]  # ties enter together
    precision = (hits / np.arange(1, len(labels) + 1))[last]
    recall = (hits / labels.sum())[last]
    return float(np.sum(np.diff(np.r_[0, recall]) * precision))


tidegate, folder = sys.argv[1:]
for name, pattern, options in [
    ("SMD", "SMD/*.test.cols.csv.gz", ["--layout", "columns", "--interval", "60"]),
    ("ASD", "ASD/*.test.csv.gz", ["--interval", "300"]),
]:
    values = []
    for test in sorted(glob.glob(f"{folder}/{pattern}")):
        with tempfile.NamedTemporaryFile(suffix=".csv") as output:
            subprocess.run([tidegate, "detect", "--input", test, "--train", test.replace(".test.", ".train."),
                            "--output", output.name, *options], check=True, capture_output=True)
            scores = np.genfromtxt(output.name, delimiter=",", skip_header=1, usecols=1)
        labels = np.zeros(len(scores))
        for row in csv.reader(open(test.split(".test")[0] + ".test_label.csv")):
            if row[0].isdigit():
                labels[int(row[0]):int(row[1]) + 1] = 1
        values.append(average_precision(scores, labels))
    print(name, len(values), "files, mean AUC-PR", round(float(np.mean(values)), 3))
