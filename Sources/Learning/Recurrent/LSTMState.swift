/// What an LSTM layer remembers between two steps: the hidden state h and the cell state c.
///
/// A fresh state is zero. The state is a value: a copy taken before a step is a point to return to.
/// Coding and equality see h and c only, not the room that a step works in.
public struct LSTMState: Sendable {
  /// How many cells the layer has, H.
  public let size: Int

  /// h [H], c [H], and room for the gates of one step [4H], in one array so that a step opens it once.
  package var storage: [Float]

  /// A zero state.
  ///
  /// - Parameter size: The number of cells, H.
  /// - Precondition: `0 < size`.
  public init(size: Int) {
    precondition(size > 0, "LSTMState: \(size) cells")
    self.size = size
    storage = [Float](repeating: 0, count: 6 * size)
  }

  /// The hidden state h, shape `[H]`, each in (−1, 1). A copy: allocates.
  public var hidden: [Float] { Array(storage[..<size]) }

  /// The cell state c, shape `[H]`. A copy: allocates.
  public var cell: [Float] { Array(storage[size..<2 * size]) }

  /// Forgets everything. Does not allocate if the state owns its storage alone.
  public mutating func reset() {
    for index in storage.indices { storage[index] = 0 }
  }
}

extension LSTMState: Equatable {
  /// Whether two states have the same h and c.
  public static func == (left: LSTMState, right: LSTMState) -> Bool {
    left.size == right.size && left.storage[..<(2 * left.size)] == right.storage[..<(2 * right.size)]
  }
}

extension LSTMState: Codable {
  private enum CodingKeys: String, CodingKey {
    case hidden, cell
  }

  /// Reads a state.
  ///
  /// - Throws: `DecodingError.dataCorrupted` if h and c are empty, differ in length or hold a value that is not finite.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let hidden = try container.decode([Float].self, forKey: .hidden)
    let cell = try container.decode([Float].self, forKey: .cell)
    guard !hidden.isEmpty, hidden.count == cell.count, (hidden + cell).allSatisfy(\.isFinite) else {
      throw DecodingError.dataCorruptedError(
        forKey: .cell, in: container,
        debugDescription: """
          An LSTM state has \(hidden.count) hidden and \(cell.count) cell values where two equal, finite, \
          non-empty lists were expected: start from a zero state.
          """)
    }
    self.init(size: hidden.count)
    storage.replaceSubrange(..<(2 * size), with: hidden + cell)
  }

  /// Writes h and c.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(hidden, forKey: .hidden)
    try container.encode(cell, forKey: .cell)
  }
}
