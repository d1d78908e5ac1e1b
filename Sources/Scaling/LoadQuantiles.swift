import Forecasting
import Numerics

/// Quantiles of the largest load over the lead time, in replicas' worth, at the levels
/// `QuantileModelConfiguration.scalingLevels`: 0.5, 0.8, 0.9, 0.96, 0.99 and 0.997.
public struct LoadQuantiles: Sendable, Equatable {
  /// The six loads, rising.
  public var loads: SIMD8<Float>

  /// How many lanes of `loads` are in use.
  public static let count = QuantileModelConfiguration.scalingLevels.count
  /// The levels between which `load(at:)` interpolates.
  package static let levels = 0.5...0.997
  /// -ln(1 - level): between two levels the load is linear in this.
  private static let positions = SIMD8<Float>(0.693_147_2, 1.609_438, 2.302_585, 3.218_876, 4.605_17, 5.809_143, 0, 0)

  public init(loads: SIMD8<Float>) { self.loads = loads }

  /// The load that is not exceeded with probability `level`.
  ///
  /// - Parameter level: In 0.5...0.997; beyond the ends the nearest one counts.
  public func load(at level: Double) -> Float { load(atPosition: Self.position(of: level)) }

  /// -ln(1 - level), the coordinate in which levels are interpolated.
  package static func position(of level: Double) -> Float {
    .init(-Double.log(1 - level))
  }

  func load(atPosition position: Float) -> Float {
    if position <= Self.positions[0] { return loads[0] }
    for upper in 1..<Self.count where position <= Self.positions[upper] {
      let share = (position - Self.positions[upper - 1]) / (Self.positions[upper] - Self.positions[upper - 1])
      return loads[upper - 1] + (loads[upper] - loads[upper - 1]) * share
    }
    return loads[Self.count - 1]
  }
}
