extension PlatformScenario {
  /// A platform to measure with: groups of five services, each with a database and a cache, about 20 replicas a service.
  ///
  /// In a group the first calls the second and third, those the fourth, and that one the fifth; each group has its users.
  package static func benchmark(services count: Int, hours: Double) -> PlatformScenario {
    var scenario = PlatformScenario(name: "benchmark")
    scenario.hours = hours
    var site = SiteSpecification(name: "site", provider: .aws)
    site.nodes = max(1, count * 4)
    site.nodeQuota = max(10, count * 40)
    scenario.sites = [site]
    for index in 0..<count {
      let (group, place) = (index / 5, index % 5)
      var service = ServiceSpecification(name: "service-\(index)")
      service.serviceMilliseconds = 40
      service.initial = 20
      func call(_ other: Int) {
        guard group * 5 + other < count else { return }
        service.calls.append(CallSpecification(service: "service-\(group * 5 + other)"))
      }
      switch place {
      case 0:
        call(1)
        call(2)
        var traffic = TrafficSpecification(service: service.name)
        traffic.requestsPerSecond = 580
        traffic.patterns = [.diurnal(amplitude: 0.4, peakHour: 14), .noise(deviation: 0.05)]
        traffic.client.retries = 1
        scenario.traffic.append(traffic)
      case 1:
        call(3)
        var lookup = LookupSpecification(cache: "cache-\(group)")
        lookup.database = "database-\(group)"
        service.lookups = [lookup]
        var database = DatabaseSpecification(name: "database-\(group)")
        database.maxConnections = 4_000
        database.cores = 16
        scenario.databases.append(database)
        scenario.caches.append(CacheSpecification(name: "cache-\(group)"))
      case 2:
        service.calls = []
        if group * 5 + 3 < count { service.calls = [CallSpecification(service: "service-\(group * 5 + 3)")] }
        if !service.calls.isEmpty { service.calls[0].perRequest = 0.5 }
      case 3:
        call(4)
        service.queries = [QuerySpecification(database: "database-\(group)")]
        service.queries[0].reads = 0.5
      default: break
      }
      scenario.services.append(service)
    }
    return scenario
  }
}
