extension PlatformSimulation {
  /// Moves replicas and nodes of a site into the tick: what is due becomes ready, orders are carried out.
  mutating func moveReplicas(in site: Int) {
    let first = site * plan.services.count
    let range = first..<first + plan.services.count
    guard !troubles.areSitesDown[site] else { return }
    let spot = pools[site].advance(seconds: seconds, random: &random)
    if spot > 0 {
      note(.nodesLost, scenario.sites[site].name, count: 1)
      for cell in range { kill(cell, share: spot, forMemory: false) }
    }
    var used = 0
    var wanted = 0
    for cell in range {
      let slot = cell * plan.ringLength + tick % plan.ringLength
      let arriving = due[slot]
      if arriving > 0 {
        due[slot] = 0
        cells[cell].starting -= arriving
        cells[cell].ready += arriving
        cells[cell].cold += Double(arriving)
      }
      used += cells[cell].ready + cells[cell].starting
      wanted += cells[cell].wanted
    }
    for cell in range { carryOut(cell, used: &used, slots: pools[site].slots) }
    pools[site].fit(wanted)
  }

  /// Starts or ends replicas of a cell until as many are there as asked for, as far as nodes have room.
  private mutating func carryOut(_ cell: Int, used: inout Int, slots: Int) {
    let service = plan.services[cell % plan.services.count]
    var missing = cells[cell].wanted - cells[cell].ready - cells[cell].starting
    if missing > 0 {
      let start = min(missing, max(0, slots - used))
      cells[cell].pending = missing - start
      guard start > 0 else { return }
      used += start
      if service.startupTicks == 0 {
        cells[cell].ready += start
        cells[cell].cold += Double(start)
      } else {
        due[cell * plan.ringLength + (tick + service.startupTicks) % plan.ringLength] += start
        cells[cell].starting += start
      }
      return
    }
    cells[cell].pending = 0
    guard missing < 0 else { return }
    // Those that start are cancelled first, the newest first.
    var age = 0
    while missing < 0, cells[cell].starting > 0, age < plan.ringLength {
      let slot = cell * plan.ringLength + (tick + plan.ringLength + service.startupTicks - age) % plan.ringLength
      let cancelled = min(-missing, due[slot])
      due[slot] -= cancelled
      cells[cell].starting -= cancelled
      used -= cancelled
      missing += cancelled
      age += 1
    }
    guard missing < 0, cells[cell].ready > 0 else { return }
    let share = Double(-missing) / Double(cells[cell].ready)
    if !service.drains { cells[cell].lost += cells[cell].queue.lose(share: share) }
    forget(cell, share: share)
    cells[cell].ready += missing
    used += missing
  }

  /// Ends a share of a cell's replicas by force; what they worked on is lost, and as many are started again.
  mutating func kill(_ cell: Int, share: Double, forMemory: Bool) {
    let service = plan.services[cell % plan.services.count]
    if share >= 1 {
      for slot in 0..<plan.ringLength { due[cell * plan.ringLength + slot] = 0 }
      cells[cell].starting = 0
    }
    let count = min(cells[cell].ready, Int((Double(cells[cell].ready) * share).rounded(.up)))
    guard count > 0 else { return }
    let part = Double(count) / Double(cells[cell].ready)
    cells[cell].lost += cells[cell].queue.lose(share: part)
    forget(cell, share: part)
    cells[cell].ready -= count
    if forMemory {
      // The same node and image: only the process starts again.
      cells[cell].outOfMemoryKills += count
      cells[cell].leak *= 1 - part
      let wait = min(max(1, service.restartTicks), plan.ringLength - 1)
      if wait > 0 {
        due[cell * plan.ringLength + (tick + wait) % plan.ringLength] += count
        cells[cell].starting += count
      } else {
        cells[cell].ready += count
      }
    } else {
      cells[cell].otherKills += count
    }
  }

  /// Takes counters and cold replicas along with a share of the replicas.
  private mutating func forget(_ cell: Int, share: Double) {
    cells[cell].cold *= 1 - share
    cells[cell].requestCounter *= 1 - share
    cells[cell].errorCounter *= 1 - share
  }
}
