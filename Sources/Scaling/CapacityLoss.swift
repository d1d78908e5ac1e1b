/// The share of every replica that something other than the load takes: CPU that the load does not explain.
///
///     lost = utilization - max(load / ready now, load / ready when the load was measured)
///
/// Less than a tenth counts as noise, more than six tenths as six, and of two ticks the smaller share: one tick
/// alone may be a broken metric. A neighbour, a runaway thread or a
/// slow new version makes replicas smaller than their capacity says; without this a policy that trusts
/// the capacity would watch them saturate.
struct CapacityLoss: Sendable, Codable {
  private static let noise: Float = 0.1
  private static let largest: Float = 0.6

  private var readyThen: [Int]
  private var tick = 0
  private var former: Float = 0

  init(lagTicks: Int) { readyThen = [Int](repeating: 0, count: lagTicks + 1) }

  /// The share lost, 0 or 0.1...0.6; call once a tick.
  mutating func share(_ input: ScalingInput) -> Float {
    readyThen[tick % readyThen.count] = input.ready
    tick += 1
    // The slot that is written next holds the oldest number: that of the tick when the metrics were taken.
    let measured = readyThen[tick % readyThen.count]
    guard input.utilization.isFinite, input.load.isFinite, tick >= readyThen.count else {
      former = 0
      return 0
    }
    let explained = input.load / Float(max(1, min(input.ready, measured)))
    let lost = input.utilization - explained
    defer { former = lost }
    let lasting = min(lost, former)
    return lasting > Self.noise ? min(lasting, Self.largest) : 0
  }
}
