import Foundation
import Service
import Testing

@Suite struct ConfigurationComplaintTests {
  private let folder: ConfigurationFolder

  init() throws { folder = try ConfigurationFolder() }

  @Test func `all that is wrong is found at once, each with its line and column`() throws {
    let complaints = try folder.complaints(
      """
      profil: production
      ports:
        main: http
        metrics: 70000
      limits:
        requestBytes: [1]
      storage: 17
      workloads:
        - name: a b
        - name: x
          source: simulatr
      """)
    #expect(
      complaints.map { String($0.prefix { $0 != " " }) } == [
        "tidegate.yaml:3:9:", "tidegate.yaml:4:12:", "tidegate.yaml:7:10:", "tidegate.yaml:6:17:",
        "tidegate.yaml:9:11:",
        "tidegate.yaml:11:13:", "tidegate.yaml:1:1:",
      ])
    #expect(
      complaints[0]
        == "tidegate.yaml:3:9: ports.main is 'http', expected a whole number from 0 to 65535; write for example 9000")
    #expect(complaints[5].hasSuffix("did you mean 'simulator'?"))
    #expect(complaints[6].hasPrefix("tidegate.yaml:1:1: 'profil' is not a key at the top, expected profile, host"))
    #expect(complaints[6].hasSuffix("did you mean 'profile'?"))
  }

  @Test(arguments: [
    ("a: [1\n", "tidegate.yaml:2:1: this is not YAML"),
    ("host: x\n\tports: 1\n", "tidegate.yaml:2:1: this is not YAML"),
    ("host: a\nports: {main: 1}\nhost: b\n", "tidegate.yaml:1:1: 'host' stands here and again below"),
    ("- a\n", "tidegate.yaml:1:1: the file is a list"),
    ("just words\n", "tidegate.yaml:1:1: the file is a single value"),
    ("host:\n", "tidegate.yaml:1:6: host has no value"),
    ("host: ''\n", "tidegate.yaml:1:7: host is ''"),
    ("limits: {labels: 1.5}\n", "tidegate.yaml:1:18: limits.labels is '1.5'"),
    ("limits: {labels: 0x10}\n", "tidegate.yaml:1:18: limits.labels is '0x10'"),
    ("limits: {requestsPerSecond: .nan}\n", "tidegate.yaml:1:29: limits.requestsPerSecond is '.nan'"),
    ("log: {level: loud}\n", "tidegate.yaml:1:14: log.level is 'loud', expected trace, debug"),
    ("ports: {main: 9001}\n", "tidegate.yaml:1:15: ports.metrics is 9001 and so is ports.main"),
    ("ports: {metrics: 9000}\n", "tidegate.yaml:1:18: ports.metrics is 9000 and so is ports.main"),
    ("tls: {certificate: nowhere.pem}\n", "tidegate.yaml:1:20: nowhere.pem is not there"),
    ("models: nowhere\n", "tidegate.yaml:1:9: nowhere is no folder"),
    ("storage: {path: no/where/x.sqlite}\n", "tidegate.yaml:1:17: the folder no/where is not there"),
    ("storage: {summaryDays: 2}\n", "tidegate.yaml:1:24: storage.summaryDays is 2, expected no less than tickDays, 14"),
    ("defaults: {minReplicas: 5, maxReplicas: 2}\n", "tidegate.yaml:1:41: defaults: maxReplicas is 2.0"),
    ("workloads: [{name: a}, {name: a}]\n", "tidegate.yaml:1:31: there are two workloads named 'a'"),
    ("limits: {workloads: 1}\nworkloads: [{name: a}, {name: b}]\n", "tidegate.yaml:2:12: there are 2 workloads"),
    ("workloads: [{source: api}]\n", "tidegate.yaml:1:13: workloads[].name is missing"),
    (
      "workloads: [{name: a, actuator: simulator}]\n",
      "tidegate.yaml:1:33: workloads[].actuator is simulator and the source is api"
    ),
    ("workloads: [{name: a, source: {}}]\n", "tidegate.yaml:1:31: workloads[].source is empty"),
    ("workloads: [{name: a, source: {api: {}, csv: {}}}]\n", "tidegate.yaml:1:31: workloads[].source has api and csv"),
    ("workloads: [{name: a, source: {csv: {file: no.csv}}}]\n", "tidegate.yaml:1:44: no.csv is not there"),
    ("workloads: [{name: a, source: {csv: {}}}]\n", "tidegate.yaml:1:37: workloads[].source.csv.file is missing"),
    (
      "workloads: [{name: a, source: {simulator: {scenario: web-shp}}}]\n",
      "tidegate.yaml:1:54: workloads[].source.simulator.scenario"
    ),
    (
      "workloads: [{name: a, source: {simulator: {days: 2}}}]\n",
      "tidegate.yaml:1:50: workloads[].source.simulator.pastDays is 3"
    ),
    (
      "workloads: [{name: a, source: {prometheus: {url: 'http://p'}}}]\n",
      "tidegate.yaml:1:44: workloads[].source.prometheus asks nothing"
    ),
    (
      "workloads: [{name: a, source: {prometheus: {url: p, queries: {requestsPerSecond: x}}}}]\n",
      "tidegate.yaml:1:50: workloads[].source.prometheus.url is 'p'"
    ),
    (
      "workloads: [{name: a, source: {prometheus: {url: 'http://p', queries: {requestPerSecond: x}}}}]\n",
      "tidegate.yaml:1:90: 'requestPerSecond' is not a field"
    ),
    (
      "workloads: [{name: a, source: {remoteWrite: {series: {cpuPercent: {selector: x}}}}}]\n",
      "tidegate.yaml:1:67: workloads[].source.remoteWrite.series.*.combination is missing"
    ),
    (
      "workloads: [{name: a, actuator: {webhook: {}}}]\n",
      "tidegate.yaml:1:43: workloads[].actuator.webhook.url is missing"
    ),
    ("alertmanager: {urls: []}\n", "tidegate.yaml:1:15: alertmanager.urls has no address"),
    (
      "alertmanager: {urls: ['http://a'], labels: {a-b: x}}\n",
      "tidegate.yaml:1:50: alertmanager.labels.a-b is no name of a label"
    ),
  ])
  func `each mistake is told with its place`(yaml: String, beginning: String) throws {
    let complaints = try folder.complaints(yaml)
    #expect(complaints.contains { $0.hasPrefix(beginning) }, "found \(complaints)")
    for complaint in complaints {
      #expect(
        complaint.contains("expected") && complaint.contains("; "),
        "it says not what was expected or what to do: \(complaint)")
    }
  }

  @Test func `a file that is not there is said to be missing`() {
    #expect(
      throws: ServiceError.configuration([
        "nowhere.yaml: there is no such file, expected a YAML file; give the path of one"
      ])
    ) {
      try ServiceConfiguration.load(path: "nowhere.yaml", environment: [:])
    }
  }

  @Test func `environment variables are checked as the file is, and unknown ones of ours are refused`() throws {
    let complaints = try folder.complaints(
      "", ["TIDEGATE_PORTS_MAIN": "x", "TIDEGATE_PORT_MIAN": "1", "TIDEGATE_COMMIT": "abc", "HOME": "/"])
    #expect(
      complaints == [
        "environment variable TIDEGATE_PORTS_MAIN: it is 'x', expected a whole number from 0 to 65535; set for example 9000",
        "environment variable TIDEGATE_PORT_MIAN: there is no such setting, expected the name of one; did you mean TIDEGATE_PORTS_MAIN?",
      ])
  }

  @Test func `variables that Kubernetes and Docker set for a service named tidegate are no settings`() throws {
    let links = [
      "TIDEGATE_SERVICE_HOST": "10.0.0.1", "TIDEGATE_SERVICE_PORT": "9000", "TIDEGATE_SERVICE_PORT_HTTP": "9000",
      "TIDEGATE_PORT": "tcp://10.0.0.1:9000", "TIDEGATE_PORT_9000_TCP": "tcp://10.0.0.1:9000",
      "TIDEGATE_PORT_9000_TCP_ADDR": "10.0.0.1", "TIDEGATE_METRICS_SERVICE_HOST": "10.0.0.2",
    ]
    #expect(try folder.complaints("", links) == [])
  }

  @Test func `production does not start without TLS and tokens`() throws {
    let complaints = try folder.complaints("host: 0.0.0.0\nprofile: production\n")
    #expect(complaints.count == 2)
    #expect(complaints.allSatisfy { $0.hasPrefix("tidegate.yaml:2:10: the profile is production and t") })
    #expect(
      try folder.complaints("", ["TIDEGATE_PROFILE": "production"]).first?.hasPrefix(
        "environment variable TIDEGATE_PROFILE:") == true)
  }
}
