"""Writes nab/: a folder laid out as the Numenta Anomaly Benchmark, with spikes that leave a series' range at known rows, and nab/expected.json:
what each series is worth when those rows and no others are detected.

    python nab.py     # Python 3.11, numpy 2.4.6
"""
import datetime, json, pathlib, sys

here = pathlib.Path(__file__).parent
sys.path.insert(0, str(here.parent.parent / "DetectionTests" / "Fixtures"))
from measures import WEIGHTS, nab_file


def series(rows, spikes, windows, doubled=None):
    """A sawtooth from 0 to 9, with spikes; `windows` in rows; the time of row `doubled` stands on the row after it too."""
    start = datetime.datetime(2026, 1, 5)
    steps = [row - (doubled is not None and row > doubled) for row in range(rows)]
    times = [(start + datetime.timedelta(minutes=5 * step)).strftime("%Y-%m-%d %H:%M:%S") for step in steps]
    values = [spikes.get(row, (row * 7) % 10) for row in range(rows)]
    return {"times": times, "values": values, "windows": windows, "spikes": sorted(spikes)}


corpus = {
    # Detected at the left edge, then in the middle; then a false alarm.
    "made/two-windows.csv": series(500, {200: 30, 310: 90, 420: -200}, [(200, 249), (300, 319)]),
    # A false alarm before any window, and a window that is missed.
    "made/missed.csv": series(300, {100: 50}, [(200, 229)]),
    # The window's last time stands on two rows, 150 and 151; the spike is on the second.
    "other/doubled.csv": series(250, {151: 40}, [(130, 151)], doubled=150),
    "other/quiet.csv": series(200, {}, []),
}
labels, expected = {"made/absent.csv": [["2026-01-05 00:00:00.000000", "2026-01-05 01:00:00.000000"]]}, {}
for name, s in corpus.items():
    path = here / "nab" / "data" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("timestamp,value\n" + "".join(f"{t},{v}\n" for t, v in zip(s["times"], s["values"])))
    labels[name] = [[s["times"][a] + ".000000", s["times"][b] + ".000000"] for a, b in s["windows"]]
    scores = [1.0 if row in s["spikes"] else 0.0 for row in range(len(s["values"]))]
    expected[name] = {p: nab_file({"rows": s["windows"], "scores": scores}, w, 1.0) for p, w in WEIGHTS.items()}
(here / "nab" / "labels").mkdir(exist_ok=True)
(here / "nab" / "labels" / "combined_windows.json").write_text(json.dumps(labels, indent=1) + "\n")
(here / "nab" / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
