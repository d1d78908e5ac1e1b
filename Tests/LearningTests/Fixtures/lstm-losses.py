"""PyTorch's losses over ten batches of training, for LSTMTorchLossTests.

Writes lstm-losses-l1.json and lstm-losses-l2.json (one and two layers) beside itself:

    python3 lstm-losses.py

The losses are means over the outputs after the warm-up, taken before each update; `squared` is half of PyTorch's mean square.
Adam at 0.001 without clipping. Of the two biases that PyTorch adds for each gate only the first is trained: both would get the same
gradient, and their sum, the one bias that a Tidegate network has, would move twice as far a step. All arithmetic is in float64 on one thread, from float32 weights and batches; the script refuses to
write losses that PyTorch's own float32 arithmetic does not come within 1e-6 of.
"""

import copy
import json
import pathlib
import platform

import torch

FOLDER = pathlib.Path(__file__).parent
VERSIONS = {"torch": torch.__version__.split("+")[0], "python": platform.python_version()}
BATCHES, STEPS, ROWS, INPUTS, HIDDEN, OUTPUTS, WARM_UP, DELTA = 10, 8, 6, 3, 5, 2, 3, 0.5


def single(*shape, scale=1.0):
    """Random float32 values with few digits, as float64."""
    return (torch.randn(*shape, dtype=torch.float64) * scale * 1024).round() / 1024


def flat(tensor):
    return [float(f"{value:.12g}") for value in tensor.detach().reshape(-1).tolist()]


class Network(torch.nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.lstm = torch.nn.LSTM(INPUTS, HIDDEN, layers)
        self.head = torch.nn.Linear(HIDDEN, OUTPUTS)

    def forward(self, x):
        return self.head(self.lstm(x)[0])


def losses(network, batches, measure):
    network = copy.deepcopy(network)
    trained = [value for name, value in network.named_parameters() if "bias_hh" not in name]
    optimizer = torch.optim.Adam(trained, lr=1e-3)
    found = []
    for inputs, targets in batches:
        optimizer.zero_grad()
        loss = measure(network(inputs)[WARM_UP:], targets[WARM_UP:])
        loss.backward()
        optimizer.step()
        found.append(loss.item())
    return found


def write(layers):
    torch.manual_seed(layers)
    network = Network(layers).double()
    for parameter in network.parameters():
        parameter.data = single(*parameter.shape, scale=0.5)
    batches = [(single(STEPS, ROWS, INPUTS, scale=2.0), single(STEPS, ROWS, OUTPUTS)) for _ in range(BATCHES)]
    content = {
        "script": pathlib.Path(__file__).name, "versions": VERSIONS, "steps": STEPS, "rows": ROWS, "warmUp": WARM_UP,
        "delta": DELTA, "learningRate": 1e-3,
        "tensors": {
            name.removeprefix("lstm."): {"shape": list(value.shape), "values": flat(value)}
            for name, value in network.named_parameters()
        },
        "batches": [{"inputs": flat(inputs), "targets": flat(targets)} for inputs, targets in batches],
    }
    measures = {
        "huber": torch.nn.HuberLoss(delta=DELTA),
        "squared": lambda output, target: 0.5 * torch.nn.functional.mse_loss(output, target),
    }
    singles = [(inputs.float(), targets.float()) for inputs, targets in batches]
    for name, measure in measures.items():
        content[name] = losses(network, batches, measure)
        in_float = losses(copy.deepcopy(network).float(), singles, measure)
        gap = max(abs(x - y) for x, y in zip(content[name], in_float))
        assert gap < 1e-6, f"{layers} layers, {name}: float32 is {gap} off"
    (FOLDER / f"lstm-losses-l{layers}.json").write_text(json.dumps(content) + "\n")


torch.set_num_threads(1)
write(1)
write(2)
