"""Carries networks from PyTorch to Tidegate and back in safetensors files, and compares what both say of the same sequences.

 there   random weights in PyTorch, saved under PyTorch's own names, read by `tidegate bench lstm --model`
 back    trained a little by `tidegate bench lstm --train`, loaded into PyTorch's modules

Outputs may differ by 1e-5, relative above 1; beyond that the exit code is 1.

    /tmp/peers-venv/bin/python lstm_roundtrip.py --tidegate ../../.build/release/tidegate
"""
import argparse
import subprocess
import sys
import tempfile

ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("--tidegate", required=True, help="the built command")
ap.add_argument("--layers", type=int, nargs="+", default=[1, 2])
ap.add_argument("--hidden", type=int, nargs="+", default=[1, 7, 16, 33, 64, 100])
ap.add_argument("--inputs", type=int, nargs="+", default=[1, 5, 38])
a = ap.parse_args()
try:
    import numpy as np
    import safetensors.torch
    import torch
except ImportError as error:
    print(f"Skipped: the round trip with PyTorch needs {error.name}, which is not installed; run setup.sh.")
    sys.exit(0)


class Network(torch.nn.Module):
    def __init__(self, inputs, hidden, layers, outputs):
        super().__init__()
        self.lstm = torch.nn.LSTM(inputs, hidden, layers)
        self.head = torch.nn.Linear(hidden, outputs)

    def forward(self, x):
        return self.head(self.lstm(x)[0])

    def tensors(self):
        """The LSTM's tensors by their own names, the head's as `head.weight` and `head.bias`."""
        return {name.removeprefix("lstm."): tensor.contiguous() for name, tensor in self.state_dict().items()}

    def load(self, tensors):
        self.load_state_dict({name if name.startswith("head.") else f"lstm.{name}": tensor for name, tensor in tensors.items()})


def bench(*arguments):
    ended = subprocess.run([a.tidegate, "bench", "lstm", "--json", *map(str, arguments)], capture_output=True, text=True)
    if ended.returncode:
        sys.exit(f"tidegate ended with {ended.returncode}: {ended.stderr.strip()}")


def difference(folder, file, network, steps, rows, inputs):
    """The largest difference between both sides' outputs on random sequences."""
    x = np.random.default_rng(1).normal(size=(steps, rows, inputs)).astype(np.float32)
    np.save(f"{folder}/x.npy", x)
    bench("--calls=1", f"--model={file}", f"--input={folder}/x.npy", f"--output={folder}/y.npy")
    with torch.no_grad():
        expected = network(torch.from_numpy(x)).numpy()
    found = np.load(f"{folder}/y.npy")
    return float(np.max(np.abs(found - expected) / np.maximum(1, np.abs(expected))))


torch.manual_seed(0)
worst = 0.0
print("| layers | hidden | inputs | PyTorch to Tidegate | Tidegate to PyTorch |\n|---|---|---|---|---|")
with tempfile.TemporaryDirectory() as folder:
    for layers in a.layers:
        for hidden in a.hidden:
            for inputs in a.inputs:
                made = Network(inputs, hidden, layers, 3)
                safetensors.torch.save_file(made.tensors(), f"{folder}/there.safetensors")
                there = difference(folder, f"{folder}/there.safetensors", made, 40, 5, inputs)
                bench(
                    "--train", f"--layers={layers}", f"--hidden={hidden}", f"--inputs={inputs}", "--sequence=10", "--windows=640",
                    f"--output={folder}/back.safetensors")
                loaded = Network(inputs, hidden, layers, 1)
                loaded.load(safetensors.torch.load_file(f"{folder}/back.safetensors"))
                back = difference(folder, f"{folder}/back.safetensors", loaded, 40, 5, inputs)
                print(f"| {layers} | {hidden} | {inputs} | {there:.1e} | {back:.1e} |", flush=True)
                worst = max(worst, there, back)
print(f"\nThe largest difference is {worst:.1e}; at most 1e-5 is allowed. PyTorch {torch.__version__}.")
sys.exit(worst > 1e-5)
