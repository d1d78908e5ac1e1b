/// Up to 32 blocks of trees, and where their tables stand.
struct PredictionSegment: Sendable {
  /// Where the segment's columns begin.
  var firstColumn: Int

  /// How many columns it has.
  var columnCount: Int

  /// Where its blocks begin.
  var firstBlock: Int

  /// How many blocks it has.
  var blockCount: Int

  /// Where its groups begin.
  var firstGroup: Int

  /// Where the positions of its bins begin.
  var firstPosition: Int

  /// Where the positions of its bins begin block by block.
  var firstBlockPosition: Int

  /// How many bins its columns have together.
  var binCount: Int

  /// How many groups its blocks form.
  var groupCount: Int {
    (blockCount &+ PredictionTables.groupBlocks &- 1) / PredictionTables.groupBlocks
  }
}
