/// A feature that a segment's splits look at, and how its values are sorted into bins.
struct PredictionColumn: Sendable {
  /// Where a row has the feature.
  var feature: Int

  /// Where the column's cuts begin, in vectors of 16: first those of every 16th bin, then all.
  var firstCut: Int

  /// How many vectors hold the cuts of every 16th bin.
  var coarseCount: Int

  /// The number of the first bin in the segment.
  var firstBin: Int

  /// The number of the bin of missing values in the segment.
  var missingBin: Int
}
