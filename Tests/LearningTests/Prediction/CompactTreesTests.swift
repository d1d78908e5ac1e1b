import Foundation
import Learning
import Tensors
import Testing

@Suite("Compact trees")
struct CompactTreesTests {
  typealias Shape = EnsembleWorld.Shape

  static let shapes: [(name: String, shape: Shape)] = [
    ("trees of up to 16 leaves", Shape(features: 28, trees: 121, leaves: 1...16, thresholds: 200)),
    ("64 features", Shape(features: 64, trees: 90, leaves: 15...15, thresholds: 60)),
    ("stumps", Shape(trees: 303, leaves: 2...2)),
    ("leaves alone", Shape(trees: 5, leaves: 1...1)),
    ("no trees", Shape(trees: 0)),
    ("one feature", Shape(features: 1, trees: 50, leaves: 2...16, thresholds: 200)),
    ("six outputs", Shape(trees: 360, leaves: 2...15, outputs: 6)),
    ("seven outputs, some without a tree", Shape(trees: 5, leaves: 1...8, outputs: 7)),
  ]

  @Test(arguments: shapes.indices, 0..<4 as Range<UInt64>)
  func `one row has the bits of the plain walk`(kind: Int, seed: UInt64) throws {
    let (name, shape) = Self.shapes[kind]
    var world = EnsembleWorld(seed: seed * 100 + UInt64(kind), shape)
    let trees = world.model(link: .identity).roundingLeaves()
    let compact = try #require(CompactTrees(trees), "\(name)")
    let decoded = try PropertyListDecoder().decode(CompactTrees.self, from: PropertyListEncoder().encode(compact))
    #expect(decoded == compact)
    let expanded = compact.expanded(trees.objective)
    let rows = world.rows(150)
    var walked = [Float](repeating: 0, count: shape.outputs)
    var found = walked
    for row in 0..<150 {
      let features = rows.span.extracting(row * shape.features..<(row + 1) * shape.features)
      var walkedSpan = walked.mutableSpan
      trees.margins(features, into: &walkedSpan)
      var foundSpan = found.mutableSpan
      compact.margins(features, into: &foundSpan)
      #expect(found.map(\.bitPattern) == walked.map(\.bitPattern), "\(name), row \(row)")
      var expandedSpan = found.mutableSpan
      expanded.margins(features, into: &expandedSpan)
      #expect(found.map(\.bitPattern) == walked.map(\.bitPattern), "\(name), row \(row) of the expanded trees")
    }
  }

  @Test func `rounding changes a leaf by at most a 32,767th of the largest, and no leaf a second time`() {
    var world = EnsembleWorld(seed: 3, Shape(trees: 30, leaves: 2...16))
    let trees = world.model()
    let rounded = trees.roundingLeaves()
    #expect(rounded.roundingLeaves() == rounded)
    let pairs = zip(trees.trees.nodes, rounded.trees.nodes)
    let largest = trees.trees.nodes.filter(\.isLeaf).map { abs($0.value) }.max() ?? 0
    for (node, other) in pairs {
      if node.isLeaf { #expect(abs(node.value - other.value) <= largest / 32_767) } else { #expect(node == other) }
    }
  }

  @Test(arguments: [
    Shape(trees: 5, leaves: 17...17), Shape(features: 65), Shape(trees: 60, leaves: 2...8, categoricalFeatures: [1]),
    Shape(trees: 5, leaves: 2...8, zeroIsMissing: [0]),
    Shape(features: 1, trees: 900, leaves: 16...16, thresholds: 2_000), Shape(trees: 70, leaves: 1...2, outputs: 65),
  ])
  func `there is no room for larger trees or other splits`(shape: Shape) {
    var world = EnsembleWorld(seed: 1, shape)
    #expect(CompactTrees(world.model(link: .identity)) == nil)
  }

  @Test func `360 trees of 15 leaves take less than 40 KB`() throws {
    var world = EnsembleWorld(seed: 5, Shape(features: 44, trees: 360, leaves: 15...15, outputs: 6, thresholds: 50))
    #expect(try #require(CompactTrees(world.model())).byteCount < 40_000)
  }

  @Test func `damaged trees are refused or lead every row to a leaf`() throws {
    var world = EnsembleWorld(seed: 7, Shape(features: 9, trees: 12, leaves: 2...9, outputs: 2))
    let compact = try #require(CompactTrees(world.model(link: .identity)))
    let good = try PropertyListEncoder().encode(compact)
    let list = try #require(try PropertyListSerialization.propertyList(from: good, format: nil) as? [String: Any])
    let row = world.rows(1)
    var random = RandomSource(seed: 8)
    var refused = 0
    for _ in 0..<2_000 {
      var damaged = list
      let keys = list.keys.filter { list[$0] is Data }.sorted()
      let key = keys[random.integer(below: keys.count)]
      var data = try #require(list[key] as? Data)
      switch random.integer(below: 3) {
      case 0: data = data.dropLast(1 + random.integer(below: 4))
      case 1: data.append(UInt8(random.integer(below: 256)))
      default: data[random.integer(below: data.count)] ^= UInt8(1 << random.integer(below: 8))
      }
      damaged[key] = Data(data)
      let bytes = try PropertyListSerialization.data(fromPropertyList: damaged, format: .binary, options: 0)
      guard let trees = try? PropertyListDecoder().decode(CompactTrees.self, from: bytes) else {
        refused += 1
        continue
      }
      var margins = [Float](repeating: 0, count: trees.outputCount)
      var span = margins.mutableSpan
      if trees.featureCount == row.count { trees.margins(row.span, into: &span) }
    }
    #expect(refused > 500)
  }
}
