#!/usr/bin/env python3
"""Writes Sources/Tensors/Panels/PanelKernels.swift: the product's inner loops, one function for each tile.

A tile is some rows by 4 vectors (64 columns) or 1 vector (16). All its sums are local variables, so that the compiler
keeps them in registers; arrays and tuples in loops do not stay there. A tile with few sums takes several inputs a turn,
each into sums of its own, because an addition waits four cycles for the one before it and two can start a cycle.

    python3 Scripts/generate-panel-kernels.py
"""

import pathlib

TILES = {4: [6, 4, 2, 1], 1: [8, 4, 2, 1]}
CHAINS = 8


def names(rows, vectors, chain):
    return [[f"s{row}{vector}" + "abcdefgh"[chain] for vector in range(vectors)] for row in range(rows)]


def multiply(lines, rows, vectors, chain, indent, input_offset, panel_offset):
    pad = " " * indent
    suffix = "abcdefgh"[chain]
    for vector in range(vectors):
        lines.append(f"{pad}let b{vector}{suffix} = load(b{panel_offset}, {vector})")
    for row in range(rows):
        place = f"a{row}" if row else "a"
        lines.append(f"{pad}let x{row}{suffix} = Vector(repeating: {place}[{input_offset}])")
        for vector in range(vectors):
            name = names(rows, vectors, chain)[row][vector]
            lines.append(f"{pad}{name} = multiplyAdd(b{vector}{suffix}, x{row}{suffix}, {name})")


def tile(rows, vectors):
    chains = max(1, CHAINS // (rows * vectors))
    lines = [
        f"  /// {rows} row{'s' if rows > 1 else ''} by {16 * vectors} columns.",
        "  @inline(never)",
        f"  static func tile{rows}x{vectors}(_ product: PanelProduct, _ row: Int) {{",
        "    let start = product.start + row * product.startStride",
    ]
    for row in range(rows):
        for vector in range(vectors):
            place = "start" if row == 0 else f"start + {row} * product.startStride" if row > 1 else "start + product.startStride"
            lines.append(f"    var {names(rows, vectors, 0)[row][vector]} = load({place}, {vector})")
    for chain in range(1, chains):
        for row in names(rows, vectors, chain):
            lines += [f"    var {name} = Vector.zero" for name in row]
    lines += [
        "    var b = product.panel",
        "    let panelStride = product.panelStride",
        "    var segment = 0",
        "    while segment < product.first.segments + product.second.segments {",
        "      let isFirst = segment < product.first.segments",
        "      let factor = isFirst ? product.first : product.second",
        "      let place = isFirst ? segment : segment - product.first.segments",
        "      var a = factor.base + row * factor.rowStride + place * factor.segmentStride",
    ]
    for row in range(1, rows):
        lines.append(f"      var a{row} = a + {row if row > 1 else ''}{' * ' if row > 1 else ''}factor.rowStride")
    lines += ["      let stride = factor.stride", "      var rest = factor.count"]
    if chains > 1:
        lines.append(f"      while rest >= {chains} {{")
        for chain in range(chains):
            at = "0" if chain == 0 else "stride" if chain == 1 else f"{chain} * stride"
            panel = "" if chain == 0 else " + panelStride" if chain == 1 else f" + {chain} * panelStride"
            multiply(lines, rows, vectors, chain, 8, at, panel)
        for row in range(rows):
            name = f"a{row}" if row else "a"
            lines.append(f"        {name} += {chains} * stride")
        lines += [f"        b += {chains} * panelStride", f"        rest -= {chains}", "      }"]
    lines.append("      while rest > 0 {")
    multiply(lines, rows, vectors, 0, 8, "0", "")
    for row in range(rows):
        name = f"a{row}" if row else "a"
        lines.append(f"        {name} += stride")
    lines += ["        b += panelStride", "        rest -= 1", "      }", "      segment += 1", "    }"]
    lines.append("    let result = product.result + row * product.resultStride")
    for row in range(rows):
        for vector in range(vectors):
            sums = [names(rows, vectors, chain)[row][vector] for chain in range(chains)]
            while len(sums) > 1:
                sums = [f"({left} + {right})" for left, right in zip(sums[::2], sums[1::2])]
            place = "result" if row == 0 else "result + product.resultStride" if row == 1 else f"result + {row} * product.resultStride"
            total = sums[0][1:-1] if sums[0].startswith("(") else sums[0]
            lines.append(f"    store({total}, {place}, {vector})")
    lines.append("  }")
    return lines


HEADER = """// Written by Scripts/generate-panel-kernels.py; change that and run it again.

/// The inner loops of ``PanelProduct``.
///
/// Each reads a factor's row strides, input strides and segments, and one panel's rows one after the other. Nothing is checked.
enum PanelKernels {
  private typealias Vector = SIMD16<Float>
"""

FOOTER = """
  @inline(__always)
  private static func load(_ base: UnsafePointer<Float>, _ vector: Int) -> Vector {
    UnsafeRawPointer(base).loadUnaligned(fromByteOffset: vector * 64, as: Vector.self)
  }

  @inline(__always)
  private static func store(_ value: Vector, _ base: UnsafeMutablePointer<Float>, _ vector: Int) {
    UnsafeMutableRawPointer(base).storeBytes(of: value, toByteOffset: vector * 64, as: Vector.self)
  }
}
"""

lines = []
for vectors, counts in TILES.items():
    for rows in counts:
        lines += [""] + tile(rows, vectors)
path = pathlib.Path(__file__).parent.parent / "Sources/Tensors/Panels/PanelKernels.swift"
path.write_text(HEADER + "\n".join(lines) + "\n" + FOOTER)
