import Engine
import Service
import Testing

@Suite struct ServiceMeterTests {
  private let service = MeteredService()
  private var meter: ServiceMeter { service.meter }

  @Test func `decisions are counted by policy and rung, and degraded ones by cause`() {
    meter.began(1, name: "web", tickSeconds: 15)
    service.decide(1, at: 0, load: 10, policy: "hpa", degraded: "warming up")
    service.decide(1, at: 15, load: 10, policy: "tidegate:balanced")
    service.decide(1, at: 30, load: 10, policy: "tidegate:balanced", rung: .average)
    let scrape = service.scrape()
    #expect(
      scrape.all("tidegate_decisions_total") == [
        #"tidegate_decisions_total{policy="hpa",rung="full",workload="web"}"#: 1,
        #"tidegate_decisions_total{policy="tidegate:balanced",rung="full",workload="web"}"#: 1,
        #"tidegate_decisions_total{policy="tidegate:balanced",rung="ewma",workload="web"}"#: 1,
      ])
    #expect(scrape[#"tidegate_degraded_decisions_total{cause="warming up",workload="web"}"#] == 1)
    #expect(scrape["tidegate_decision_queue_duration_seconds_sum"] == 0.006)
    #expect(scrape[#"tidegate_decision_compute_duration_seconds_count{rung="full"}"#] == 2)
    #expect(!scrape.isBroken)
  }

  @Test func `the newest values of a workload are gauges, and what is missing is not there`() {
    meter.began(1, name: "web", tickSeconds: 15)
    service.decide(1, at: 1_000, load: 12.5, forecast: (20, 30), replicas: 4, ready: 3, score: 0.25)
    service.set(clock: 1_020)
    var scrape = service.scrape()
    #expect(scrape[#"tidegate_load_requests_per_second{workload="web"}"#] == 12.5)
    #expect(scrape[#"tidegate_forecast_requests_per_second{level="0.5",workload="web"}"#] == 20)
    #expect(scrape[#"tidegate_forecast_requests_per_second{level="0.96",workload="web"}"#] == 30)
    #expect(scrape[#"tidegate_replicas{state="desired",workload="web"}"#] == 4)
    #expect(scrape[#"tidegate_replicas{state="ready",workload="web"}"#] == 3)
    #expect(scrape[#"tidegate_replicas{state="starting",workload="web"}"#] == nil)
    #expect(scrape[#"tidegate_anomaly_score{workload="web"}"#] == 0.25)
    #expect(scrape[#"tidegate_anomaly_score_distribution_bucket{workload="web",le="0.25"}"#] == 1)
    #expect(scrape[#"tidegate_observation_lag_seconds{workload="web"}"#] == 20)
    service.decide(1, at: 1_015, load: nil, ready: nil)
    scrape = service.scrape()
    #expect(scrape.all("tidegate_load_requests_per_second").isEmpty)
    #expect(scrape.all("tidegate_forecast_requests_per_second").isEmpty)
    #expect(scrape.all("tidegate_anomaly_score").isEmpty)
    #expect(scrape[#"tidegate_anomaly_score_distribution_count{workload="web"}"#] == 1)
  }

  @Test func `a simulated workload lags since its newest observation came`() {
    meter.began(1, name: "simulated", tickSeconds: 15, isLive: false)
    service.set(clock: 5_000)
    service.decide(1, at: 30, load: 1)
    service.set(clock: 5_007)
    #expect(service.scrape()[#"tidegate_observation_lag_seconds{workload="simulated"}"#] == 7)
  }

  @Test func `a workload whose clock begins at zero is not years behind`() {
    meter.began(1, name: "posted", tickSeconds: 15)
    service.set(clock: 1_700_000_000)
    service.decide(1, at: 30, load: 1)
    service.set(clock: 1_700_000_009)
    #expect(service.scrape()[#"tidegate_observation_lag_seconds{workload="posted"}"#] == 9)
  }

  @Test func `a model ages with the observations, not with the clock`() {
    meter.began(1, name: "web", tickSeconds: 15)
    service.decide(1, at: 1_000, load: 1)
    #expect(service.scrape().all("tidegate_model_age_seconds").isEmpty)
    meter.learned(1, at: 1_000)
    service.decide(1, at: 1_600, load: 1)
    service.set(clock: 99_999)
    #expect(service.scrape()[#"tidegate_model_age_seconds{workload="web"}"#] == 600)
  }

  @Test func `workloads warm up until a decision says otherwise`() {
    meter.began(1, name: "a", tickSeconds: 15)
    meter.began(2, name: "b", tickSeconds: 15)
    service.decide(1, at: 0, load: 1)
    service.decide(2, at: 0, load: 1, degraded: Degradation.warmingUp.rawValue)
    let scrape = service.scrape()
    #expect(scrape[#"tidegate_workloads{state="ready"}"#] == 1)
    #expect(scrape[#"tidegate_workloads{state="warming up"}"#] == 1)
  }

  @Test func `an incident is counted once and open until it ends`() {
    meter.began(1, name: "web", tickSeconds: 15)
    for _ in 0..<3 { meter.incident(of: 1, sequence: 40, isOpen: true) }
    #expect(service.scrape()[#"tidegate_open_incidents{workload="web"}"#] == 1)
    meter.incident(of: 1, sequence: 40, isOpen: false)
    #expect(service.scrape()[#"tidegate_open_incidents{workload="web"}"#] == 0)
    meter.incident(of: 1, sequence: 90, isOpen: true)
    #expect(service.scrape()[#"tidegate_incidents_total{workload="web"}"#] == 2)
  }

  @Test func `requests and refusals bear nothing that a client made up`() {
    meter.answered(.inference, route: "/v1/decide", method: "POST", status: 200, duration: .milliseconds(3))
    meter.answered(.main, route: nil, method: "BREW", status: 404, duration: .microseconds(10))
    meter.refused(.inference, status: 429)
    meter.refused(.inference, status: 429)
    let scrape = service.scrape()
    #expect(
      scrape.all("tidegate_http_requests_total") == [
        #"tidegate_http_requests_total{door="ai",method="POST",route="/v1/decide",status="200"}"#: 1,
        #"tidegate_http_requests_total{door="main",method="other",route="other",status="404"}"#: 1,
      ])
    #expect(scrape[#"tidegate_http_request_duration_seconds_sum{door="ai",route="/v1/decide"}"#] == 0.003)
    #expect(scrape[#"tidegate_refusals_total{door="ai",status="429"}"#] == 2)
  }

  @Test func `what is kept, learned and told is counted`() {
    meter.began(7, name: "web", tickSeconds: 15)
    meter.kept(.milliseconds(4))
    meter.keepingFailed()
    meter.refitted(.seconds(1))
    meter.refitFailed()
    meter.received(samples: 12, source: "remote-write", outcome: "used")
    meter.alerted(2, isDelivered: true)
    meter.actuated("webhook", isDelivered: false)
    meter.sourceFailed(7, source: "prometheus")
    let scrape = service.scrape()
    #expect(scrape["tidegate_decision_commit_duration_seconds_sum"] == 0.004)
    #expect(scrape["tidegate_journal_failures_total"] == 1)
    #expect(scrape[#"tidegate_refit_duration_seconds_bucket{le="1.0"}"#] == 1)
    #expect(scrape["tidegate_refit_failures_total"] == 1)
    #expect(scrape[#"tidegate_received_samples_total{outcome="used",source="remote-write"}"#] == 12)
    #expect(scrape[#"tidegate_alerts_total{outcome="delivered"}"#] == 2)
    #expect(scrape[#"tidegate_alerts_total{outcome="failed"}"#] == 0)
    #expect(scrape[#"tidegate_actuations_total{actuator="webhook",outcome="failed"}"#] == 1)
    #expect(scrape[#"tidegate_source_errors_total{source="prometheus",workload="web"}"#] == 1)
  }

  @Test func `readings of the moment, the build and the process are there`() throws {
    var readings = ServiceReadings()
    readings.isReady = true
    readings.waitingRequests = 5
    readings.watchers = 2
    readings.journalEntries = 7
    readings.journalBytes = 4_096
    let scrape = service.scrape(readings)
    #expect(scrape["tidegate_ready"] == 1)
    #expect(scrape["tidegate_requests_waiting"] == 5)
    #expect(scrape["tidegate_event_watchers"] == 2)
    #expect(scrape["tidegate_journal_waiting_entries"] == 7)
    #expect(scrape["tidegate_journal_size_bytes"] == 4_096)
    #expect(scrape[#"tidegate_build_info{commit="abc",version="1.2.3"}"#] == 1)
    #expect(try #require(scrape["process_resident_memory_bytes"]) > 1e6)
    #expect(try #require(scrape["process_cpu_seconds_total"]) > 0)
    #expect(try #require(scrape["process_open_fds"]) >= 3)
    let age = wallClock() - (try #require(scrape["process_start_time_seconds"]))
    #expect((-5..<86_400).contains(age))
  }
}
