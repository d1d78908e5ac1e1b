import Tensors

/// The nodes of a site: room for replicas, given and taken back by a cluster autoscaler.
struct NodePool: Sendable {
  private let specification: SiteSpecification
  private(set) var nodes: Int
  /// Nodes that will be there in so many ticks, oldest first.
  private var due: [Int]
  private var tick = 0
  private var idleTicks = 0
  private let idleAfter: Int
  /// Nodes lost so far, and times that the quota stood in the way.
  private(set) var lost = 0
  private(set) var refusals = 0
  private(set) var provisioning = 0

  init(_ specification: SiteSpecification, seconds: Double) {
    self.specification = specification
    nodes = specification.nodes
    let wait = specification.provisionSeconds ?? specification.provider.provisionSeconds
    due = [Int](repeating: 0, count: max(1, Int((wait / seconds).rounded(.up))) + 1)
    idleAfter = Int(specification.idleSeconds / seconds)
  }

  /// Replicas that fit on the nodes there are.
  var slots: Int { nodes * specification.replicasPerNode }

  /// Begins a tick: ordered nodes arrive, spot nodes may go.
  ///
  /// - Returns: The share of the nodes that was lost.
  mutating func advance(seconds: Double, random: inout RandomSource) -> Double {
    tick += 1
    let slot = tick % due.count
    nodes += due[slot]
    provisioning -= due[slot]
    due[slot] = 0
    guard specification.spotShare > 0, nodes > 0 else { return 0 }
    let expected = Double(nodes) * specification.spotShare * specification.spotLossPerHour * seconds / 3_600
    let gone = min(nodes, random.poisson(mean: expected))
    return gone > 0 ? lose(share: Double(gone) / Double(nodes)) : 0
  }

  /// Takes nodes away by force.
  ///
  /// - Returns: The share that went.
  mutating func lose(share: Double) -> Double {
    let gone = min(nodes, Int((Double(nodes) * share).rounded()))
    guard gone > 0 else { return 0 }
    let part = Double(gone) / Double(nodes)
    nodes -= gone
    lost += gone
    return part
  }

  /// Has nodes for so many replicas at once, as at the beginning.
  mutating func provide(_ replicas: Int) {
    let wanted = (replicas + specification.replicasPerNode - 1) / specification.replicasPerNode
    nodes = min(specification.nodeQuota, max(nodes, wanted + 1))
  }

  /// Orders and returns nodes for so many replicas.
  mutating func fit(_ replicas: Int) {
    let wanted = (replicas + specification.replicasPerNode - 1) / specification.replicasPerNode
    let coming = nodes + provisioning
    if wanted > coming {
      let allowed = min(wanted, specification.nodeQuota) - coming
      if wanted > specification.nodeQuota { refusals += 1 }
      if allowed > 0 {
        due[(tick + due.count - 1) % due.count] += allowed
        provisioning += allowed
      }
    }
    // One node is kept free.
    idleTicks = nodes > wanted + 1 ? idleTicks + 1 : 0
    if idleTicks > idleAfter {
      nodes -= 1
      idleTicks = idleAfter / 2
    }
  }
}
