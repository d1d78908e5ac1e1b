/// The side of a fit that knows targets: gives each round's gradients, takes each tree's answers.
protocol TrainingGradients: AnyObject, Sendable {
  /// Takes note that a round begins; every output's gradients are those of the margins as they are now.
  func beginRound()

  /// Makes the gradients of one output.
  ///
  /// - Parameters:
  ///   - sums: Receives the packed negative gradient and weight of each row, shape `[N]`.
  ///   - threads: How many may work.
  /// - Returns: How they were scaled; nil if they are not finite any more.
  func fill(output: Int, into sums: KernelBuffer<Int64>, threads: Int) -> GradientScales?

  /// Whether leaves should answer with ``renewedAnswer(output:rows:)`` instead of their penalised mean gradient.
  var renewsAnswers: Bool { get }

  /// The answer that suits the residuals of a leaf.
  ///
  /// - Parameter rows: The rows that the leaf was grown on, in any order.
  func renewedAnswer(output: Int, rows: [UInt32]) -> Double

  /// Adds an answer to the margin of some rows.
  func add(_ answer: Float, to rows: UnsafeBufferPointer<UInt32>, output: Int)

  /// The loss on all rows.
  func loss() -> Double
}
