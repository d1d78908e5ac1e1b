"""Asks PyTorch (eager and traced), ONNX Runtime and OpenVINO for what `bench lstm` asks; prints one JSON object.

Networks of 1 layer of 64 and 2 layers of 128 units, 8 inputs, a linear head on the last state; all sides have the same random weights.

 step          one step a call at batch 1, the state carried in and out
 seq60-bB      B sequences of 60 steps a call, each from a zero state

p50, p99 and p99.9 of a call, in microseconds, Python's part of it included; pythonMicroseconds is the p50 of a call whose graph does
nothing. maxDifference is how far the answers are from a float64 forward pass in NumPy. A peer that is not installed is named under
`errors`."""
import common

ap = common.parser(__doc__)
ap.add_argument("--budget", type=float, default=1.5, help="seconds per timing")
a = ap.parse_args()
common.limit_threads(a.threads)

import time

import numpy as np

INPUTS, STEPS = 8, 60
out = {"threads": a.threads, "cases": {}, "pythonMicroseconds": {}, "errors": {}, "versions": {}}


def weights(hidden, layers):
    """Per layer W [4H, in], R [4H, H], b [4H], gates in PyTorch's order i, f, g, o; then the head; uniform(-1/sqrt H, 1/sqrt H)."""
    random, bound = np.random.default_rng(7), hidden**-0.5

    def draw(*shape):
        return random.uniform(-bound, bound, shape).astype(np.float32)

    stack = [(draw(4 * hidden, hidden if layer else INPUTS), draw(4 * hidden, hidden), draw(4 * hidden)) for layer in range(layers)]
    return stack, draw(1, hidden), draw(1)


def reference(stack, head, bias, x):
    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    x = x.astype(np.float64)
    for w, r, b in stack:
        h = np.zeros((x.shape[0], r.shape[1]))
        c, steps = h.copy(), []
        for t in range(x.shape[1]):
            i, f, g, o = np.split(x[:, t] @ w.T + h @ r.T + b, 4, axis=1)
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
            h = sigmoid(o) * np.tanh(c)
            steps.append(h)
        x = np.stack(steps, 1)
    return h @ head.T + bias


def onnx_model(stack, head, bias, state):
    """An ONNX graph on [batch, time, inputs]; with `state` it has the inputs h, c [layers, batch, H] and the outputs hn, cn as well."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    hidden, layers = head.shape[1], len(stack)

    def reorder(w):  # i f g o -> i o f c
        return np.concatenate([w[:hidden], w[3 * hidden:], w[hidden:2 * hidden], w[2 * hidden:3 * hidden]])

    constants = {"V": head, "d": bias, "axis0": np.array([0], np.int64), "axis1": np.array([1], np.int64)}
    nodes, hs, cs = [helper.make_node("Transpose", ["x"], ["y0"], perm=[1, 0, 2])], [], []
    if state:
        nodes += [helper.make_node("Split", [s], [f"{s}{k}" for k in range(layers)], axis=0, num_outputs=layers) for s in "hc"]
    for k, (w, r, b) in enumerate(stack):
        constants |= {f"W{k}": reorder(w)[None], f"R{k}": reorder(r)[None], f"B{k}": np.concatenate([reorder(b), 0 * b])[None]}
        initial = ["", f"h{k}", f"c{k}"] if state else []
        nodes.append(helper.make_node("LSTM", [f"y{k}", f"W{k}", f"R{k}", f"B{k}"] + initial, [f"Y{k}", f"H{k}", f"C{k}"], hidden_size=hidden))
        nodes.append(helper.make_node("Squeeze", [f"Y{k}", "axis1"], [f"y{k + 1}"]))
        hs.append(f"H{k}")
        cs.append(f"C{k}")
    nodes += [helper.make_node("Squeeze", [hs[-1], "axis0"], ["last"]), helper.make_node("Gemm", ["last", "V", "d"], ["out"], transB=1)]

    def value(name, *shape):
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    ins, outs = [value("x", "b", "t", INPUTS)], [value("out", "b", 1)]
    if state:
        nodes += [helper.make_node("Concat", hs, ["hn"], axis=0), helper.make_node("Concat", cs, ["cn"], axis=0)]
        ins += [value(s, layers, "b", hidden) for s in "hc"]
        outs += [value(s, layers, "b", hidden) for s in ("hn", "cn")]
    initializers = [numpy_helper.from_array(array, name) for name, array in constants.items()]
    return packed(helper.make_graph(nodes, "lstm", ins, outs, initializers))


def packed(graph):
    import onnx
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 18)])
    model.ir_version = 9
    onnx.checker.check_model(model)
    return model.SerializeToString()


def idle_model():
    from onnx import TensorProto, helper
    sides = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 1]) for name in ("x", "out")]
    return packed(helper.make_graph([helper.make_node("Relu", ["x"], ["out"])], "idle", sides[:1], sides[1:]))


def timed(call):
    """Percentiles of a call in microseconds."""
    call()
    start = time.perf_counter()
    call()
    count = int(max(30, min(20000, a.budget / max(time.perf_counter() - start, 1e-6))))
    for _ in range(max(5, count // 10)):
        call()
    nanoseconds, clock = np.empty(count, np.int64), time.perf_counter_ns
    with common.Disturbance() as others:
        for k in range(count):
            begin = clock()
            call()
            nanoseconds[k] = clock() - begin
    p50, p99, p999 = np.percentile(nanoseconds, [50, 99, 99.9]) / 1000
    return {"p50": float(p50), "p99": float(p99), "p999": float(p999), "otherCores": others.cores}


def networks():
    """(name, stack, head, bias, the sequences of each case, what a right answer to each is)"""
    for hidden, layers in ((64, 1), (128, 2)):
        stack, head, bias = weights(hidden, layers)
        random = np.random.default_rng(1)
        cases = {f"seq60-b{batch}": random.normal(size=(batch, STEPS, INPUTS)).astype(np.float32) for batch in (1, 64, 256)}
        yield f"{layers}x{hidden}", stack, head, bias, cases


def keep(peer, name, case, call, answer=None, expected=None):
    result = timed(call)
    if answer is not None:
        result["maxDifference"] = float(np.abs(answer() - expected).max())
    out["cases"].setdefault(f"{name}-{case}", {})[peer] = result


def torch_peer():
    import torch
    torch.set_num_threads(a.threads)
    for name, stack, head, bias, cases in networks():
        hidden, layers = head.shape[1], len(stack)

        class Sequences(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.lstm = torch.nn.LSTM(INPUTS, hidden, layers, batch_first=True)
                self.head = torch.nn.Linear(hidden, 1)

            def forward(self, x):
                return self.head(self.lstm(x)[0][:, -1])

        class Step(Sequences):
            def forward(self, x, h, c):
                y, (h, c) = self.lstm(x, (h, c))
                return self.head(y[:, -1]), h, c

        sequences, step = Sequences().eval(), Step().eval()
        with torch.inference_mode():
            for module in (sequences, step):
                for k, (w, r, b) in enumerate(stack):
                    for part, array in (("weight_ih", w), ("weight_hh", r), ("bias_ih", b), ("bias_hh", 0 * b)):
                        getattr(module.lstm, f"{part}_l{k}").copy_(torch.from_numpy(array))
                module.head.weight.copy_(torch.from_numpy(head))
                module.head.bias.copy_(torch.from_numpy(bias))
            for case, x in cases.items():
                t = torch.from_numpy(x)
                for peer, f in (("torch", sequences), ("torch-jit", torch.jit.freeze(torch.jit.trace(sequences, t)))):
                    keep(peer, name, case, lambda: f(t), lambda: f(t).numpy(), reference(stack, head, bias, x))
            x, zero = torch.zeros(1, 1, INPUTS), torch.zeros(layers, 1, hidden)
            for peer, f in (("torch", step), ("torch-jit", torch.jit.freeze(torch.jit.trace(step, (x, zero, zero))))):
                state = [zero, zero]

                def one():
                    state[:] = f(x, *state)[1:]

                keep(peer, name, "step", one)
    with torch.inference_mode():
        relu, x = torch.nn.ReLU(), torch.zeros(1, 1)
        out["pythonMicroseconds"]["torch"] = timed(lambda: relu(x))["p50"]


def onnxruntime_peer():
    import onnxruntime

    def session(model):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads, options.log_severity_level = a.threads, 1, 3
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    for name, stack, head, bias, cases in networks():
        sequences = session(onnx_model(stack, head, bias, state=False))
        for case, x in cases.items():
            keep("onnxruntime", name, case, lambda: sequences.run(["out"], {"x": x}), lambda: sequences.run(["out"], {"x": x})[0],
                 reference(stack, head, bias, x))
        step = session(onnx_model(stack, head, bias, state=True))
        x, state = np.zeros((1, 1, INPUTS), np.float32), [np.zeros((len(stack), 1, head.shape[1]), np.float32)] * 2

        def one():
            state[:] = step.run(["out", "hn", "cn"], {"x": x, "h": state[0], "c": state[1]})[1:]

        keep("onnxruntime", name, "step", one)
    idle, x = session(idle_model()), np.zeros((1, 1), np.float32)
    out["pythonMicroseconds"]["onnxruntime"] = timed(lambda: idle.run(["out"], {"x": x}))["p50"]


def openvino_peer():
    import openvino
    core = openvino.Core()
    settings = {"INFERENCE_NUM_THREADS": a.threads, "PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"}

    def request(model, shapes=None):
        read = core.read_model(model, b"")
        if shapes:
            read.reshape(shapes)
        return core.compile_model(read, "CPU", settings).create_infer_request()

    for name, stack, head, bias, cases in networks():
        for case, x in cases.items():
            sequences = request(onnx_model(stack, head, bias, state=False), {"x": list(x.shape)})
            tensor = openvino.Tensor(x)
            sequences.set_input_tensor(tensor)
            keep("openvino", name, case, sequences.infer, lambda: sequences.get_output_tensor(0).data, reference(stack, head, bias, x))
        shape = [len(stack), 1, head.shape[1]]
        step = request(onnx_model(stack, head, bias, state=True), {"x": [1, 1, INPUTS], "h": shape, "c": shape})
        state = [np.zeros(shape, np.float32), np.zeros(shape, np.float32)]
        step.set_tensor("x", openvino.Tensor(np.zeros((1, 1, INPUTS), np.float32)))
        for key, array in zip("hc", state):
            step.set_tensor(key, openvino.Tensor(array, shared_memory=True))

        def one():
            step.infer()
            state[0][:], state[1][:] = step.get_tensor("hn").data, step.get_tensor("cn").data

        keep("openvino", name, "step", one)
    idle = request(idle_model())
    out["pythonMicroseconds"]["openvino"] = timed(idle.infer)["p50"]


for peer in (torch_peer, onnxruntime_peer, openvino_peer):
    library = peer.__name__.removesuffix("_peer")
    try:
        peer()
        out["versions"] |= common.versions(library)
    except Exception as error:  # one peer that is absent or fails does not take the others with it
        out["errors"][library] = repr(error)[:300]
common.emit(out)
