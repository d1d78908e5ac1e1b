"""Makes the fixtures of TensorsTests: `python3 make_tensor_files.py` in this folder.

Python 3.11, NumPy 2.4.6. The safetensors files are written by struct and json alone, from the format's
description, so that they do not share a line with the code that reads them.
"""

import json
import struct

import numpy


def safetensors(path, tensors, metadata):
    header, data = {}, b""
    for name, dtype, shape, values in tensors:
        payload = struct.pack(f"<{len(values)}{'f' if dtype == 'F32' else 'd'}", *values)
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(payload)]}
        data += payload
    header["__metadata__"] = metadata
    text = json.dumps(header, ensure_ascii=False, indent=1).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


safetensors(
    "mixed.safetensors",
    [
        ("z.weight", "F32", [2, 3], [1.5, -2.25, 0.1, 3e38, 1e-45, -0.0]),
        ("a.bias", "F64", [3], [0.1, 1.0 / 3.0, -7.0]),
        ("empty", "F32", [0, 4], []),
        ("scalar", "F32", [], [42.0]),
    ],
    {"made by": "struct and json", "größe": "2×3 \"quoted\" \\ \n"},
)

matrix = numpy.arange(6, dtype="<f4").reshape(2, 3) / 7
numpy.save("matrix-f4.npy", matrix)
numpy.save("vector-f8.npy", numpy.array([0.1, 1 / 3, numpy.nan, numpy.inf, -1e300], dtype="<f8"))
numpy.save("scalar-f4.npy", numpy.array(2.5, dtype="<f4"))
with open("matrix-f4-version2.npy", "wb") as file:
    numpy.lib.format.write_array(file, matrix, version=(2, 0))
numpy.save("fortran-f4.npy", numpy.asfortranarray(matrix))
numpy.save("big-endian-f4.npy", matrix.astype(">f4"))
numpy.save("integers-i8.npy", numpy.arange(3))
numpy.save("objects.npy", numpy.array([{}, None], dtype=object))
numpy.save("records.npy", numpy.zeros(2, dtype=[("a", "<f4"), ("b", "<f8")]))
