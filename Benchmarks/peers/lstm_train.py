"""Trains PyTorch's LSTM with a linear head for an epoch over the windows of DATA-DIR/seq.npy, as `bench lstm --train` does; prints one JSON object.

Window i is rows i to i + 59; its target is column 0 of row i + 64. Squared error, Adam at 0.001, batches in random order. A few
batches run before the clock does."""
import common

ap = common.parser(__doc__)
ap.add_argument("--hidden", type=int, default=64)
ap.add_argument("--layers", type=int, default=1)
ap.add_argument("--windows", type=int, default=50000)
a = ap.parse_args()
common.limit_threads(a.threads)

import time

import torch

STEPS, LEAD, BATCH = 60, 5, 64
torch.set_num_threads(a.threads)
torch.manual_seed(0)
series = torch.from_numpy(common.load(a.data_dir, "seq"))
windows = series.unfold(0, STEPS, 1).transpose(1, 2)
targets = series[STEPS + LEAD - 1:, 0]


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(series.shape[1], a.hidden, a.layers, batch_first=True)
        self.head = torch.nn.Linear(a.hidden, 1)

    def forward(self, x):
        return self.head(self.lstm(x)[0][:, -1]).squeeze(1)


def epoch(network, count):
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    order = torch.randperm(a.windows)[:count]
    for first in range(0, count, BATCH):
        chosen = order[first:first + BATCH]
        optimizer.zero_grad(set_to_none=True)
        loss = torch.nn.functional.mse_loss(network(windows[chosen].contiguous()), targets[chosen])
        loss.backward()
        optimizer.step()


epoch(Network(), 10 * BATCH)
network = Network()
with common.Disturbance() as others:
    start = time.perf_counter()
    epoch(network, a.windows)
    seconds = time.perf_counter() - start
with torch.no_grad():
    test = torch.arange(a.windows + 3000, min(a.windows + 8000, len(targets)))
    error = float(torch.mean((network(windows[test]) - targets[test])**2)**0.5)
common.emit({
    "threads": a.threads, "hidden": a.hidden, "layers": a.layers, "windows": a.windows, "epochSeconds": seconds,
    "windowsPerSecond": a.windows / seconds, "testRMSE": error, "otherCores": others.cores, "versions": common.versions("torch")})
