/// Trees as tables: one bit for each leaf, one row of bits for each interval of each feature.
///
/// The unit is a *lane*, 32 bits for 32 leaves; a tree has as many lanes as its leaves need. 16 lanes are a *block*, one
/// vector; 4 blocks are a *group*, and up to 8 groups make a *segment*. The thresholds that the splits of a segment ask
/// of a feature cut its values into *bins*. All values of a bin rule out the same leaves of a block, so that a row's
/// leaves are
///
///     block = AND over the features f of rows[positions[bin of the row's f, block]]       one bit for each leaf left
///     leaf of a tree = its lowest bit
///
/// where equal rows of a group are stored once. A missing value has a bin of its own; categories and zeros that count
/// as missing only cut a feature at other places. So the kernel knows nothing of either.
///
/// - SeeAlso: Lucchese et al., *QuickScorer: A Fast Algorithm to Rank Documents with Additive Ensembles of Regression
///   Trees*, SIGIR 2015, [doi:10.1145/2766462.2767733](https://doi.org/10.1145/2766462.2767733), who go from split to
///   split instead; Ye et al., *RapidScorer*, KDD 2018,
///   [doi:10.1145/3219819.3219857](https://doi.org/10.1145/3219819.3219857), who merge equal splits.
struct PredictionTables: Sendable {
  /// How many lanes a block has.
  static let blockLanes = 16

  /// How many blocks a group has.
  static let groupBlocks = 4

  /// How many blocks a segment may have.
  static let segmentBlocks = 32

  /// How many columns a segment may have.
  static let segmentColumns = 256

  /// How many bins a segment may have, all columns together; their numbers are 16 bits wide.
  static let segmentBins = 1 << 16

  /// How many rows a group may have; their offsets are 16 bits wide, in units of ``offsetUnit`` bytes.
  static let groupRows = 1 << 13

  /// The unit of a row's offset, in bytes: the largest that an address can be made with in one step.
  static let offsetUnit = 8

  /// How many lanes each tree has, a power of 2 from 1 to 8.
  let lanesPerTree: Int

  /// The segments, in the order in which they are summed up.
  var segments: [PredictionSegment] = []

  /// The features that the segments look at.
  var columns: [PredictionColumn] = []

  /// The upper ends of the bins: for each column those of every 16th, then all, both filled up with infinity.
  var cuts: [SIMD16<Float>] = []

  /// For each bin of a segment, where in its group's rows each of the blocks finds its own.
  var positions: [SIMD32<UInt16>] = []

  /// The same once more, block by block, for batches: for each block of a segment the positions of all bins.
  var blockPositions: [UInt16] = []

  /// The rows, group by group: a bit is 0 where a leaf has been ruled out. The first of a group rules out none.
  var rows: [SIMD16<UInt32>] = []

  /// Where each group's rows begin.
  var groupStarts: [Int] = []

  /// What each leaf adds, 32 values for each lane of each block; −0 where there is none, since x + −0 is always x.
  var leaves: [Double] = []

  /// The output that each block adds to; the blocks of an output stand one behind the other.
  var outputs: [Int] = []
}
