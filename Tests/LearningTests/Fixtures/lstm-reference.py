"""Golden values of PyTorch for the LSTM tests.

Writes lstm-cell-…, lstm-gradient-… and lstm-adam-….json beside itself:

    python3 lstm-reference.py

All arithmetic is in float64 on one thread; weights and inputs are float32 values, so that both sides start from
the same numbers.
"""

import json
import pathlib
import platform

import torch

FOLDER = pathlib.Path(__file__).parent
VERSIONS = {"torch": torch.__version__.split("+")[0], "python": platform.python_version()}


def flat(tensor):
    return [float(f"{value:.12g}") for value in tensor.detach().reshape(-1).tolist()]


def single(*shape, scale=1.0):
    """Random float32 values with few digits, as float64."""
    values = (torch.randn(*shape, dtype=torch.float64) * scale * 1024).round() / 1024
    return values


def network(inputs, hidden, outputs):
    lstm = torch.nn.LSTM(inputs, hidden).double()
    head = torch.nn.Linear(hidden, outputs).double()
    for parameter in list(lstm.parameters()) + list(head.parameters()):
        parameter.data = single(*parameter.shape, scale=0.5)
    return lstm, head


def tensors(lstm, head, gradient=False):
    named = dict(lstm.named_parameters())
    named.update({f"head.{name}": value for name, value in head.named_parameters()})
    pick = (lambda value: value.grad) if gradient else (lambda value: value)
    return {name: {"shape": list(value.shape), "values": flat(pick(value))} for name, value in named.items()}


def write(name, content):
    content = {"script": pathlib.Path(__file__).name, "versions": VERSIONS, **content}
    (FOLDER / name).write_text(json.dumps(content) + "\n")


def cell():
    """Five steps of one sequence: hidden state, cell state and output after each."""
    torch.manual_seed(1)
    steps, inputs, hidden, outputs = 5, 3, 4, 2
    lstm, head = network(inputs, hidden, outputs)
    series = single(steps, inputs, scale=2.0)
    state, hs, cs, ys = None, [], [], []
    for step in range(steps):
        h, state = lstm(series[step].reshape(1, 1, inputs), state)
        hs.append(h)
        cs.append(state[1])
        ys.append(head(h))
    write("lstm-cell-d3-h4-t5.json", {
        "tensors": tensors(lstm, head),
        "inputs": flat(series),
        "hidden": flat(torch.cat(hs)),
        "cell": flat(torch.cat(cs)),
        "outputs": flat(torch.cat(ys)),
    })


def gradient():
    """Loss and gradients of a batch of windows, the first two steps not in the loss."""
    torch.manual_seed(2)
    steps, rows, inputs, hidden, outputs, warm_up, delta = 6, 3, 3, 5, 2, 2, 0.5
    lstm, head = network(inputs, hidden, outputs)
    series = single(steps, rows, inputs, scale=2.0)
    targets = single(steps, rows, outputs)
    content = {
        "steps": steps, "rows": rows, "warmUp": warm_up, "delta": delta,
        "tensors": tensors(lstm, head), "inputs": flat(series), "targets": flat(targets),
    }
    losses = {
        "huber": torch.nn.HuberLoss(delta=delta),
        "squared": lambda output, target: 0.5 * torch.nn.functional.mse_loss(output, target),
    }
    for name, loss in losses.items():
        lstm.zero_grad()
        head.zero_grad()
        value = loss(head(lstm(series)[0])[warm_up:], targets[warm_up:])
        value.backward()
        content[name] = {"loss": value.item(), "gradients": tensors(lstm, head, gradient=True)}
    write("lstm-gradient-d3-h5-o2-t6-b3.json", content)


def adam():
    """Ten updates of three parameters under changing gradients and rates."""
    torch.manual_seed(3)
    parameters = torch.nn.Parameter(single(3))
    optimizer = torch.optim.Adam([parameters])
    start, steps = flat(parameters), []
    for step in range(10):
        rate = 0.001 * (step + 1)
        for group in optimizer.param_groups:
            group["lr"] = rate
        parameters.grad = single(3, scale=10.0 ** (step % 4 - 2))
        gradients = flat(parameters.grad)
        optimizer.step()
        steps.append({"learningRate": rate, "gradients": gradients, "parameters": flat(parameters)})
    write("lstm-adam-n3-k10.json", {"start": start, "updates": steps})


torch.set_num_threads(1)
cell()
gradient()
adam()
