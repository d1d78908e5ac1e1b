import Tensors

/// What one small LSTM layer remembers of sixteen series that are read side by side, each in a lane of the vectors.
///
/// A layer of few cells fills little of a vector; sixteen series fill all of it, and share every weight that is loaded.
public struct LSTMLanes: Sendable {
  /// How many series there are.
  public static let count = 16

  /// How many cells there are, H.
  public let size: Int

  /// h, `[H]`, then c, `[H]`, a lane for each series.
  var storage: [SIMD16<Float>]

  /// Zero states.
  ///
  /// - Precondition: `size` is 1 to 16.
  public init(size: Int) {
    precondition((1...Panel.cells).contains(size), "LSTMLanes: \(size) cells, expected 1 to \(Panel.cells)")
    self.size = size
    storage = [SIMD16<Float>](repeating: .zero, count: 2 * size)
  }

  /// h of one cell, a lane for each series.
  public func hidden(_ cell: Int) -> SIMD16<Float> { storage[cell] }

  /// One series' state, of one layer. A copy: allocates.
  public subscript(lane: Int) -> LSTMState {
    get {
      var state = LSTMState(size: size)
      state.setHidden((0..<size).map { storage[$0][lane] }, cell: (0..<size).map { storage[size + $0][lane] })
      return state
    }
    set {
      precondition(newValue.size == size && newValue.layers == 1, "LSTMLanes: a state of \(newValue.size) cells")
      for (cell, (h, c)) in zip(newValue.hidden, newValue.cell).enumerated() {
        storage[cell][lane] = h
        storage[size + cell][lane] = c
      }
    }
  }
}

extension LSTMNetwork {
  /// Reads one step of sixteen series at once; the head says nothing.
  ///
  /// - Parameters:
  ///   - input: x, shape `[D]`, a lane for each series.
  ///   - lanes: h and c of this network's size; updated.
  ///   - isRead: The series that have a step; the others' states stay as they are.
  /// - Precondition: One layer, D + H at most 14, `input.count` is D, and the lanes are of H cells.
  /// - Complexity: O(H·(D + H)). Does not allocate if the lanes own their storage alone.
  public func step(
    _ input: Span<SIMD16<Float>>, lanes: inout LSTMLanes, where isRead: SIMDMask<SIMD16<Int32>>
  ) {
    let (inputs, size) = (layout.inputs, layout.hidden)
    precondition(
      layout.layers == 1 && 1 + inputs + size <= LSTMLanesStep.rows && input.count == inputs && lanes.size == size,
      """
      LSTMNetwork.step: input [\(input.count)] and lanes of \(lanes.size) cells do not fit D \(inputs), H \(size), which are to be \
      one layer and 14 at most
      """)
    withParameters { parameters in
      lanes.storage.withUnsafeMutableBufferPointer { storage in
        guard let states = storage.baseAddress else { return }
        LSTMLanesStep(parameters: parameters, inputs: inputs, size: size, states: states).read(input, where: isRead)
      }
    }
  }
}
