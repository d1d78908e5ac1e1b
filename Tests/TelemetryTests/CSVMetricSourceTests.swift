import Testing

import Telemetry

struct CSVMetricSourceTests {
  @Test func `each row becomes an observation`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      """
      timestamp,requestsPerSecond,cpuPercent,memoryPercent,latencyP95Milliseconds,errorPercent,readyReplicas,startingReplicas
      0,812.5,61,40.2,84,0,8,1
      15,,,,,,,
      """, as: "run.csv")
    var source = try CSVMetricSource(contentsOf: path)
    #expect(source.count == 2)
    #expect(
      source.next()
        == Observation(
          timestamp: 0, requestsPerSecond: 812.5, cpuPercent: 61, memoryPercent: 40.2, latencyP95Milliseconds: 84,
          errorPercent: 0, readyReplicas: 8, startingReplicas: 1))
    #expect(source.next() == Observation(timestamp: 15))
    #expect(source.next() == nil)
    #expect(source.next() == nil)
  }

  @Test func `duplicate and backward rows are dropped and counted`() throws {
    let table = MetricTable(
      names: ["requestsPerSecond"], columns: [[1, 2, 3, 4]], timestamps: [0, 15, 15, 5], interval: 15)
    var source = try CSVMetricSource(table, name: "a.csv")
    #expect(source.droppedRows == 2)
    #expect([source.next(), source.next(), source.next()].map { $0?.requestsPerSecond } == [1, 3, nil])
  }

  @Test func `without a time column the interval gives the times`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("cpuPercent,other\n5,1\n6,2\n", as: "run.csv")
    var source = try CSVMetricSource(contentsOf: path, CSVOptions(interval: 15))
    _ = source.next()
    #expect(source.next() == Observation(timestamp: 15, cpuPercent: 6))
    #expect(throws: TelemetryError.noInterval(path: path)) { try CSVMetricSource(contentsOf: path) }
  }

  @Test func `gaps become observations without values when asked`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("timestamp,cpuPercent\n0,1\n15,2\n30,3\n75,4\n", as: "run.csv")
    #expect(try CSVMetricSource(contentsOf: path).count == 4)
    var source = try CSVMetricSource(contentsOf: path, fillsGaps: true)
    #expect(source.count == 6)
    var cpu: [Double?] = []
    while let observation = source.next() { cpu.append(observation.cpuPercent) }
    #expect(cpu == [1, 2, 3, nil, nil, 4])
  }

  @Test func `a table without any metric and broken replica counts are refused`() throws {
    #expect(throws: TelemetryError.noSuchColumn("requestsPerSecond", columns: ["a"], path: "a.csv")) {
      try CSVMetricSource(MetricTable(names: ["a"], columns: [[1]], timestamps: [0]), name: "a.csv")
    }
    for count in [-1, 1.5, 1e12] {
      #expect(throws: TelemetryError.notAReplicaCount(count, name: "readyReplicas", row: 0, path: "a.csv")) {
        try CSVMetricSource(
          MetricTable(names: ["cpuPercent", "readyReplicas"], columns: [[1], [count]], timestamps: [0]), name: "a.csv")
      }
    }
  }
}
