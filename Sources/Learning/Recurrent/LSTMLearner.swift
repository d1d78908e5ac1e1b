import Tensors

/// Loss, gradient and update of one batch after the other, shared out to threads; all room is taken at the start.
///
/// A batch is cut into shards of a few rows, each of which runs through the whole sequence and leaves a gradient of its own. The
/// gradients are added in the order of the shards, panel by panel, and weights are moved panel by panel: whoever does a piece,
/// its bits are the same, so any number of threads gives the same bits.
final class LSTMLearner: @unchecked Sendable {
  /// Rows of a shard. Part of what makes bits: other shards would add in another order.
  static let shardRows = CompilerTarget.leavesProductsToBLAS ? 32 : 16

  /// What threads take one at a time when weights are moved.
  private struct Piece {
    var start: Int
    var count: Int
    /// The number of layers stands for the head.
    var layer: Int
    var panel: Int
  }

  let layout: LSTMParameterLayout
  /// How many windows a batch has.
  let batch: Int
  /// In the order of `LSTMParameterLayout`.
  let parameters: KernelBuffer<Float>
  /// m, then v.
  let moments: KernelBuffer<Float>

  private let configuration: LSTMTrainingConfiguration
  private let table: LSTMTrainingTable
  private let transposed: LSTMTransposedWeights
  private let weights: KernelBuffer<Float>
  private let gradient: KernelBuffer<Float>
  private let shardGradients: KernelBuffer<Float>
  private let losses: KernelBuffer<Double>
  private let squares: KernelBuffer<Double>
  private let workspaces: [LSTMShardWorkspace]
  private let pieces: [Piece]
  private let shardWork = SharedWork(items: 0)
  private let pieceWork = SharedWork(items: 0)

  // What the threads' closures read; set before they run.
  private let starts: KernelBuffer<Int>
  private let isContinued: KernelBuffer<Bool>
  private let states: KernelBuffer<Float>?
  private var rows = 0
  private var takesGradient = false
  private var update: AdamOptimizer.Update?

  /// Makes room for training a network on a table.
  init(_ network: LSTMNetwork, table: LSTMTrainingTable, configuration: LSTMTrainingConfiguration) {
    let layout = network.layout
    self.layout = layout
    self.table = table
    self.configuration = configuration
    batch = configuration.batch
    transposed = LSTMTransposedWeights(layout: layout)
    let shards = (batch + Self.shardRows - 1) / Self.shardRows
    pieces =
      (0..<layout.layers).flatMap { layer in
        (0..<layout.panels).map { panel in
          Piece(
            start: layout.panelStart(layer, panel), count: layout.panelCount(layer), layer: layer, panel: panel)
        }
      }
      + (0..<layout.headPanels).map { panel in
        Piece(start: layout.headStart(panel), count: layout.headPanelCount, layer: layout.layers, panel: panel)
      }
    parameters = KernelBuffer(count: layout.count, of: 0)
    moments = KernelBuffer(count: 2 * layout.count, of: 0)
    weights = KernelBuffer(count: transposed.count, of: 0)
    gradient = KernelBuffer(count: layout.count, of: 0)
    shardGradients = KernelBuffer(count: shards * layout.count, of: 0)
    losses = KernelBuffer(count: shards, of: 0)
    squares = KernelBuffer(count: pieces.count, of: 0)
    starts = KernelBuffer(count: batch, of: 0)
    isContinued = KernelBuffer(count: batch, of: false)
    states =
      configuration.carriesState
      ? KernelBuffer(count: batch * layout.layers * 2 * layout.paddedHidden, of: 0) : nil
    workspaces = (0..<min(shards, max(1, configuration.threads))).map { _ in
      LSTMShardWorkspace(
        layout, steps: configuration.window, warmUp: configuration.warmUp,
        capacity: min(configuration.batch, Self.shardRows))
    }
    set(network.parameters)
  }

  /// Replaces the parameters.
  func set(_ values: [SIMD16<Float>]) {
    UnsafeMutableRawPointer(parameters.base).copyMemory(
      from: values, byteCount: layout.count * MemoryLayout<Float>.stride)
    for piece in pieces { transpose(piece) }
  }

  /// Replaces the moments.
  func setMoments(means: [SIMD16<Float>], variances: [SIMD16<Float>]) {
    for (first, values) in [(0, means), (layout.count, variances)] {
      UnsafeMutableRawPointer(moments.base + first).copyMemory(
        from: values, byteCount: layout.count * MemoryLayout<Float>.stride)
    }
  }

  // MARK: A batch

  /// The mean loss of windows, from zero states.
  ///
  /// - Parameter windows: Their first rows; at most a batch.
  /// - Complexity: Does not allocate.
  func measure(_ windows: Span<Int>) -> Double {
    for row in 0..<windows.count { starts.base[row] = windows[row] }
    return run(rows: windows.count, takesGradient: false)
  }

  /// The mean loss of windows and, in the room kept here, its gradient.
  ///
  /// - Parameters:
  ///   - windows: Their first rows, as many as a batch has.
  ///   - isContinued: Whether a row goes on from where its last window ended; none where states are not carried.
  /// - Complexity: Does not allocate.
  func learn(_ windows: Span<Int>, isContinued: Span<Bool>) -> Double {
    for row in 0..<windows.count {
      starts.base[row] = windows[row]
      if states != nil { self.isContinued.base[row] = isContinued[row] }
    }
    return run(rows: windows.count, takesGradient: true)
  }

  private func run(rows: Int, takesGradient: Bool) -> Double {
    precondition(0 < rows && rows <= batch, "LSTMLearner: \(rows) windows in a batch of \(batch)")
    self.rows = rows
    self.takesGradient = takesGradient
    let shards = (rows + Self.shardRows - 1) / Self.shardRows
    shardWork.rewind(items: shards)
    Workers.perform(shardWork, threads: workspaces.count, shardBody)
    var sum = 0.0
    for shard in 0..<shards { sum += losses.base[shard] }
    return sum / Double(outputCount)
  }

  /// Outputs in the loss of the batch at hand.
  private var outputCount: Int { rows * (configuration.window - configuration.warmUp) * layout.outputs }

  private lazy var shardBody: @Sendable (Int, Int) -> Void = { [unowned self] worker, shard in
    runShard(shard, in: workspaces[worker])
  }

  private func runShard(_ shard: Int, in workspace: LSTMShardWorkspace) {
    let first = shard * Self.shardRows
    workspace.load(starts.base + first, rows: min(Self.shardRows, rows - first), of: table)
    let stateStride = layout.layers * 2 * layout.paddedHidden
    if takesGradient, let states {
      workspace.loadStates(states.base + first * stateStride, isContinued: isContinued.base + first)
    }
    workspace.forward(parameters.base)
    losses.base[shard] = workspace.replaceOutputsByGradient(configuration.loss, scale: 1 / Float(outputCount))
    if takesGradient {
      if let states { workspace.storeStates(states.base + first * stateStride) }
      workspace.backward(weights.base, into: shardGradients.base + shard * layout.count)
    }
  }

  // MARK: The update

  /// Adds the shards' gradients up.
  ///
  /// - Returns: The norm of the sum.
  /// - Complexity: Does not allocate.
  func sumGradients() -> Double {
    pieceWork.rewind(items: pieces.count)
    Workers.perform(pieceWork, threads: configuration.threads, sumBody)
    var sum = 0.0
    for piece in pieces.indices { sum += squares.base[piece] }
    return sum.squareRoot()
  }

  private lazy var sumBody: @Sendable (Int, Int) -> Void = { [unowned self] _, index in
    let piece = pieces[index]
    let shards = (rows + Self.shardRows - 1) / Self.shardRows
    let count = piece.count / Panel.cells
    let sums = vectors(gradient.base + piece.start)
    for shard in 0..<shards {
      let part = vectors(shardGradients.base + shard * layout.count + piece.start)
      if shard == 0 {
        sums.update(from: part, count: count)
      } else {
        for vector in 0..<count { sums[vector] = sums[vector] + part[vector] }
      }
    }
    squares.base[index] = GradientClip.sumOfSquares(
      Span(_unsafeStart: UnsafePointer(gradient.base + piece.start), count: piece.count))
  }

  /// Moves the parameters against the gradient that was summed last.
  ///
  /// - Complexity: Does not allocate.
  func move(_ update: AdamOptimizer.Update) {
    self.update = update
    pieceWork.rewind(items: pieces.count)
    Workers.perform(pieceWork, threads: configuration.threads, moveBody)
  }

  private lazy var moveBody: @Sendable (Int, Int) -> Void = { [unowned self] _, index in
    let piece = pieces[index]
    update?.move(
      vectors(parameters.base + piece.start), gradient: vectors(gradient.base + piece.start),
      means: vectors(moments.base + piece.start), variances: vectors(moments.base + layout.count + piece.start),
      count: piece.count / Panel.cells)
    transpose(piece)
  }

  private func transpose(_ piece: Piece) {
    if piece.layer < layout.layers {
      transposed.copy(layer: piece.layer, panel: piece.panel, of: parameters.base, into: weights.base)
    } else {
      transposed.copyHead(panel: piece.panel, of: parameters.base, into: weights.base)
    }
  }

  /// Buffers begin at a cache line, and pieces are whole vectors.
  private func vectors(_ base: UnsafeMutablePointer<Float>) -> UnsafeMutablePointer<SIMD16<Float>> {
    UnsafeMutableRawPointer(base).assumingMemoryBound(to: SIMD16<Float>.self)
  }

  // MARK: Out

  /// The parameters, or moments, as vectors: a copy.
  func values(of buffer: KernelBuffer<Float>, from first: Int = 0) -> [SIMD16<Float>] {
    Array(UnsafeBufferPointer(start: vectors(buffer.base + first), count: layout.count / Panel.cells))
  }

  /// The gradient that was summed last: a copy.
  var gradientValues: [SIMD16<Float>] { values(of: gradient) }

  /// The states after the last batch, `[B, layers, 2, padded H]`.
  var stateValues: [Float] {
    get { states.map { Array(UnsafeBufferPointer(start: $0.base, count: $0.count)) } ?? [] }
    set {
      guard let states else { return }
      precondition(newValue.count == states.count, "LSTMLearner: \(newValue.count) numbers of states")
      states.base.update(from: newValue, count: newValue.count)
    }
  }
}
