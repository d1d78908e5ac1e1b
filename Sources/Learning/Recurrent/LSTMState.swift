import Tensors

/// What LSTM layers remember between two steps: the hidden states h and the cell states c.
///
/// A fresh state is zero. The state is a value: a copy taken before a step is a point to return to.
/// Coding and equality see h and c only, not the room that a step works in.
public struct LSTMState: Sendable {
  /// How many cells a layer has, H.
  public let size: Int

  /// How many layers there are.
  public let layers: Int

  /// h of all layers, c of all layers, and room for the sums of one layer's gates, each layer padded to whole vectors; in one
  /// array so that a step opens it once.
  var storage: [SIMD16<Float>]

  /// Whether the next step walks the panels from the last to the first (see ``LSTMStep``).
  var isBackward = false

  /// A zero state.
  ///
  /// - Parameters:
  ///   - size: The number of cells of a layer, H.
  ///   - layers: The number of layers.
  /// - Precondition: Both are above 0.
  public init(size: Int, layers: Int = 1) {
    precondition(size > 0 && layers > 0, "LSTMState: \(layers) layers of \(size) cells")
    self.size = size
    self.layers = layers
    storage = [SIMD16<Float>](repeating: .zero, count: (2 * layers + 4) * (Panel.padded(size) / Panel.cells))
  }

  /// The hidden states h, shape `[layers · H]`, each in (−1, 1). A copy: allocates.
  public var hidden: [Float] { part(0) }

  /// The cell states c, shape `[layers · H]`. A copy: allocates.
  public var cell: [Float] { part(layers) }

  /// Forgets everything. Does not allocate if the state owns its storage alone.
  public mutating func reset() {
    for index in storage.indices { storage[index] = .zero }
    isBackward = false
  }

  private func place(_ layer: Int, _ cell: Int) -> (vector: Int, lane: Int) {
    (layer * (Panel.padded(size) / Panel.cells) + cell / Panel.cells, cell % Panel.cells)
  }

  private func part(_ first: Int) -> [Float] {
    (0..<layers * size).map { index in
      let place = place(first + index / size, index % size)
      return storage[place.vector][place.lane]
    }
  }

  /// Takes h and c, `[layers · H]` each.
  mutating func setHidden(_ hidden: [Float], cell: [Float]) {
    setPart(0, hidden)
    setPart(layers, cell)
  }

  private mutating func setPart(_ first: Int, _ values: [Float]) {
    for (index, value) in values.enumerated() {
      let place = place(first + index / size, index % size)
      storage[place.vector][place.lane] = value
    }
  }
}

extension LSTMState: Equatable {
  /// Whether two states have the same h and c.
  public static func == (left: LSTMState, right: LSTMState) -> Bool {
    left.size == right.size && left.layers == right.layers && left.hidden == right.hidden && left.cell == right.cell
  }
}

extension LSTMState: Codable {
  private enum CodingKeys: String, CodingKey {
    case hidden, cell, layers
  }

  /// Reads a state; without a number of layers it is 1.
  ///
  /// - Throws: `DecodingError.dataCorrupted` if h and c are empty, differ in length, are no whole number of layers or hold a
  ///   value that is not finite.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let hidden = try container.decode([Float].self, forKey: .hidden)
    let cell = try container.decode([Float].self, forKey: .cell)
    let layers = try container.decodeIfPresent(Int.self, forKey: .layers) ?? 1
    guard !hidden.isEmpty, hidden.count == cell.count, layers > 0, hidden.count % layers == 0,
      (hidden + cell).allSatisfy(\.isFinite)
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .cell, in: container,
        debugDescription: """
          An LSTM state of \(layers) layers has \(hidden.count) hidden and \(cell.count) cell values where two equal, \
          finite, non-empty lists of as many for each layer were expected: start from a zero state.
          """)
    }
    self.init(size: hidden.count / layers, layers: layers)
    setHidden(hidden, cell: cell)
  }

  /// Writes h and c, and the number of layers where there are several.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(hidden, forKey: .hidden)
    try container.encode(cell, forKey: .cell)
    if layers > 1 { try container.encode(layers, forKey: .layers) }
  }
}
