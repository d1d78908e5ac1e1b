/// A Redis cache in front of something slower.
public struct CacheSpecification: Sendable, Equatable {
  public var name: String
  /// Different keys, and the exponent of the Zipf law by which they are asked for.
  public var keys = 1_000_000.0
  public var exponent = 0.9
  /// Memory, and what an item takes of it, in megabytes and bytes.
  public var memoryMegabytes = 512.0
  public var itemBytes = 2_048.0
  /// How long an item stays without being asked for, in seconds.
  public var ttlSeconds = 3_600.0
  /// Time of a look-up, in milliseconds.
  public var lookupMilliseconds = 0.5
  /// Whether simultaneous misses of a key are read once. Without it they all are, for as long as the read takes.
  public var coalesces = false
  /// Whether it is as full at the beginning as it gets.
  public var isWarm = true

  public init(name: String) { self.name = name }

  /// Items that fit.
  var items: Double { memoryMegabytes * 1_048_576 / itemBytes }
}
