import Engine
import Foundation
import Scaling
import Service
import Testing

@Suite struct ServiceConfigurationTests {
  private let folder: ConfigurationFolder

  init() throws { folder = try ConfigurationFolder() }

  @Test func `an empty file gives the experimental profile's defaults`() throws {
    #expect(try folder.load("").configuration == ServiceConfiguration())
    #expect(try ServiceConfiguration.load(path: nil, environment: [:]).configuration == ServiceConfiguration())
  }

  @Test func `sections without a key in them are as good as none`() throws {
    #expect(try folder.load("limits:\nworkloads:\ntokens:\n").configuration == ServiceConfiguration())
  }

  @Test func `a profile gives the defaults that the file does not set`() throws {
    let configuration = try folder.load("profile: development\nports:\n  metrics: 9999\n").configuration
    #expect(configuration.ports == DoorPorts(main: 3000, metrics: 9999))
    #expect(configuration.log == LogSettings(level: .debug, format: .text))
  }

  @Test func `environment variables go before the file, the file before the profile`() throws {
    let yaml = "profile: development\nports: {main: 1111, metrics: 2222}\nlimits: {deadlineMilliseconds: 40}\n"
    let environment = [
      "TIDEGATE_PROFILE": "experimental", "TIDEGATE_PORTS_MAIN": "3333", "TIDEGATE_STORAGE_PATH": "other.sqlite",
      "TIDEGATE_LOG_LEVEL": "warning", "TIDEGATE_LIMITS_REQUEST_BYTES": "2MiB", "TIDEGATE_DEFAULTS_MAX_REPLICAS": "7",
    ]
    let configuration = try folder.load(yaml, environment).configuration
    #expect(configuration.profile == .experimental)
    #expect(configuration.ports == DoorPorts(main: 3333, metrics: 2222))
    #expect(configuration.storage.path == "other.sqlite")
    #expect(configuration.log == LogSettings(level: .warning, format: .json))
    #expect(configuration.limits.requestBytes == 2 << 20)
    #expect(configuration.limits.deadlineMilliseconds == 40)
    #expect(configuration.defaults.maxReplicas == 7)
  }

  @Test(arguments: [
    ("15", 15.0), ("15s", 15), ("1500ms", 1.5), ("2m", 120), ("0.5h", 1_800), ("'20'", 20),
  ])
  func `a duration is a number in the key's unit, or has a unit of its own`(text: String, seconds: Double) throws {
    #expect(try folder.load("shutdown: {graceSeconds: \(text)}").configuration.graceSeconds == seconds)
  }

  @Test func `a duration of days may be given in other units`() throws {
    let storage = try folder.load("storage: {tickDays: 2w, summaryDays: 30, replayDays: 36h}").configuration.storage
    #expect(storage.tickDays == 14)
    #expect(storage.summaryDays == 30)
    #expect(storage.replayDays == 1.5)
  }

  @Test(arguments: [("4096", 4_096), ("16KiB", 16_384), ("1MB", 1_000_000), ("0.5GiB", 1 << 29), ("2048B", 2_048)])
  func `a size is bytes, or has a unit`(text: String, bytes: Int) throws {
    #expect(try folder.load("limits: {requestBytes: \(text)}").configuration.limits.requestBytes == bytes)
  }

  @Test func `files are looked for from the configuration's folder, and variables' from the working directory`() throws
  {
    let yaml = "storage: {path: data.sqlite}\n"
    #expect(try folder.load(yaml).configuration.storage.path == "\(folder.path)/data.sqlite")
    #expect(try folder.load(yaml, ["TIDEGATE_STORAGE_PATH": "data.sqlite"]).configuration.storage.path == "data.sqlite")
    #expect(try folder.load("storage: {path: /tmp/data.sqlite}").configuration.storage.path == "/tmp/data.sqlite")
  }

  @Test func `a workload begins with the defaults and has a source and an actuator`() throws {
    try folder.write("requests\n1\n", to: "load.csv")
    let configuration = try folder.load(
      """
      defaults: {maxReplicas: 50, mode: save}
      workloads:
        - name: a
        - {name: b, replicaCapacity: 10, startupSeconds: 1m, mode: protect, source: simulator, actuator: simulator}
        - name: c
          source: {csv: {file: load.csv, column: requests, intervalSeconds: 60s, speed: 10}}
          actuator: {webhook: {url: 'http://hook:1/x', attempts: 3}}
        - name: d
          source:
            prometheus: {url: 'http://p:9090', backfill: 2d, queries: {requestsPerSecond: 'sum(rate(x[1m]))'}}
        - name: e
          source: {remoteWrite: {staleSeconds: 10, series: {requestsPerSecond: {selector: x, combination: rate, factor: 2}}}}
        - name: f
          source: {scrape: {targets: ['http://a/metrics'], series: {cpuPercent: {selector: y, combination: mean}}}}
      """
    ).configuration
    let workloads = configuration.workloads
    #expect(workloads.map(\.name) == ["a", "b", "c", "d", "e", "f"])
    #expect(workloads[0].configuration == configuration.defaults)
    #expect(workloads[0].configuration.policy == .tidegate(.save))
    #expect(workloads[0].configuration.startupIsEstimated)
    #expect(workloads[0].source == .api && workloads[0].actuator == .log)
    #expect(workloads[1].configuration.replicaCapacity == 10)
    #expect(workloads[1].configuration.startupSeconds == 60 && !workloads[1].configuration.startupIsEstimated)
    #expect(workloads[1].configuration.policy == .tidegate(.protect))
    #expect(workloads[1].source == .simulator(SimulatorSettings()) && workloads[1].actuator == .simulator)
    var replay = ReplaySettings(file: "\(folder.path)/load.csv")
    replay.column = "requests"
    replay.intervalSeconds = 60
    replay.speed = 10
    #expect(workloads[2].source == .csv(replay))
    var webhook = WebhookSettings(url: "http://hook:1/x")
    webhook.attempts = 3
    #expect(workloads[2].actuator == .webhook(webhook))
    var prometheus = PrometheusSettings(
      url: "http://p:9090", queries: QueryTable([.requestsPerSecond: "sum(rate(x[1m]))"]))
    prometheus.backfillSeconds = 2 * 86_400
    #expect(workloads[3].source == .prometheus(prometheus))
    var series = SeriesTable([.requestsPerSecond: SeriesTable.Rule(selector: "x", combination: .rate, factor: 2)])
    series.staleSeconds = 10
    #expect(workloads[4].source == .remoteWrite(series))
    let scraped = SeriesTable([.cpuPercent: SeriesTable.Rule(selector: "y", combination: .mean)])
    #expect(workloads[5].source == .scrape(ScrapeSettings(targets: ["http://a/metrics"], series: scraped)))
  }

  @Test func `alerts go to several Alertmanagers with labels`() throws {
    let alerts = try folder.load("alertmanager: {urls: ['http://a:9093', 'http://b:9093'], labels: {team: x}}")
      .configuration.alerts
    var expected = AlertSettings(urls: ["http://a:9093", "http://b:9093"])
    expected.labels = ["team": "x"]
    #expect(alerts == expected)
  }

  @Test func `a workload can have a file of its own, in YAML or JSON, with the Prometheus named elsewhere`() throws {
    let yaml = try folder.write(
      "maxReplicas: 9\nsource: {prometheus: {queries: {requestsPerSecond: 'x'}}}\n", to: "checkout.yaml")
    let json = try folder.write(
      #"{"name": "cart", "source": {"prometheus": {"url": "http://old", "queries": {"requestsPerSecond": "x"}}}}"#,
      to: "cart.json")
    let checkout = try WorkloadSettings.load(path: yaml, prometheus: "http://new:9090", environment: [:]).workload
    #expect(checkout.name == "checkout" && checkout.configuration.maxReplicas == 9)
    guard case .prometheus(let settings) = checkout.source else { throw ServiceError.resource("another source") }
    #expect(settings.url == "http://new:9090")
    let cart = try WorkloadSettings.load(path: json, environment: [:]).workload
    #expect(cart.name == "cart")
    guard case .prometheus(let settings) = cart.source else { throw ServiceError.resource("another source") }
    #expect(settings.url == "http://old")
    #expect(throws: ServiceError.self) { try WorkloadSettings.load(path: yaml, environment: [:]) }
  }
}
