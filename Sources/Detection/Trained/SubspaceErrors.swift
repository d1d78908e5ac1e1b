import Learning

/// What the directions of most variance do not hold of a row: metrics that no longer go together.
struct SubspaceErrors: Sendable {
  private static let clip: Float = 5
  private(set) var subspace: PrincipalSubspace
  private var clipped: [Float]

  init(_ subspace: PrincipalSubspace) {
    self.subspace = subspace
    clipped = [Float](repeating: 0, count: subspace.directions.shape[1])
  }

  /// A value as the directions are found and used with it: within ±5.
  static func clip(_ value: Float) -> Float { min(max(value, -clip), clip) }

  /// Errors of a row.
  ///
  /// - Parameters:
  ///   - row: z, shape `[D]`, finite.
  ///   - errors: Shape `[D]`; overwritten.
  mutating func read(_ row: [Float], errors: inout [Float]) {
    for index in 0..<clipped.count { clipped[index] = Self.clip(row[index]) }
    Self.project(clipped, &subspace, into: &errors)
    for index in 0..<clipped.count { errors[index] = row[index] - errors[index] }
  }

  private static func project(_ row: [Float], _ subspace: inout PrincipalSubspace, into output: inout [Float]) {
    var span = output.mutableSpan
    subspace.project(row.span, into: &span)
  }
}
