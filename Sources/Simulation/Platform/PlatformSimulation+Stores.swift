extension PlatformSimulation {
  /// Moves databases and caches on by what the services of the tick asked of them.
  mutating func advanceStores() {
    for index in databaseReads.indices { (databaseReads[index], databaseWrites[index]) = (0, 0) }
    for index in databaseConnections.indices { databaseConnections[index] = 0 }
    for index in lookupRates.indices { lookupRates[index] = 0 }
    let services = plan.services.count
    for cell in cells.indices {
      let service = cell % services
      let rate = cells[cell].tick.served / seconds
      for index in plan.services[service].queries {
        databaseReads[plan.queries[index].database] += rate * plan.queries[index].reads
        databaseWrites[plan.queries[index].database] += rate * plan.queries[index].writes
      }
      for index in plan.services[service].lookups {
        lookupRates[plan.lookups[index].cache] += rate * plan.lookups[index].perRequest
      }
      for database in databases.indices {
        databaseConnections[database] += Double(cells[cell].ready) * plan.connections[database * services + service]
      }
    }
    for index in caches.indices {
      let miss = missSeconds(of: index)
      if troubles.areCachesDown[index] { caches[index].restart() }
      caches[index].advance(rate: lookupRates[index], missSeconds: miss, seconds: seconds)
    }
    for cell in cells.indices {
      let service = cell % services
      let rate = cells[cell].tick.served / seconds
      for index in plan.services[service].lookups where plan.lookups[index].database >= 0 {
        let lookup = plan.lookups[index]
        databaseReads[lookup.database] += rate * lookup.perRequest * (1 - hitRatio(of: lookup.cache))
      }
    }
    let hour = (Double(tick) * seconds / 3_600).truncatingRemainder(dividingBy: 24)
    for index in databases.indices {
      let before = databases[index].failovers
      databases[index].advance(
        reads: databaseReads[index], writes: databaseWrites[index], connections: databaseConnections[index], hour: hour,
        trouble: troubles.databases[index], seconds: seconds)
      if databases[index].failovers > before { note(.databaseFailover, databases[index].specification.name) }
      // A primary is lost once, however long the fault is labelled.
      (troubles.databases[index].isPrimaryLost, troubles.databases[index].areAllLost) = (false, false)
    }
  }

  func hitRatio(of cache: Int) -> Double { troubles.areCachesDown[cache] ? 0 : caches[cache].hitRatio }

  /// What a miss of a cache takes: a read of the slowest database behind it.
  private func missSeconds(of cache: Int) -> Double {
    var longest = 0.0
    for lookup in plan.lookups where lookup.cache == cache && lookup.database >= 0 {
      longest = max(longest, databases[lookup.database].readSeconds)
    }
    return longest
  }
}
