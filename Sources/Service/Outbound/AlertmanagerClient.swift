import Logging
import ServiceLifecycle

/// Tells every Alertmanager of incidents: when one begins, again and again while it lasts, and when it is over.
package final class AlertmanagerClient: Service {
  private let labels: [String: String]
  private let peers: [AlertmanagerPeer]

  /// - Parameter open: Incidents that were going on when the service stopped.
  package init(
    _ settings: AlertSettings, open: [Alert] = [], client: PeerClient, backoff: Backoff = Backoff(base: 1), log: Logger,
    report: @escaping @Sendable (_ alerts: Int, _ isDelivered: Bool) -> Void = { _, _ in }
  ) {
    labels = settings.labels
    let open = open.map { Self.labelled($0, settings.labels) }
    peers = settings.urls.map {
      AlertmanagerPeer(
        url: $0, settings: settings, open: open, client: client, backoff: backoff, log: log, report: report)
    }
  }

  /// Takes up an incident that began, changed or ended; returns at once.
  package func tell(_ alert: Alert) {
    let alert = Self.labelled(alert, labels)
    for peer in peers { peer.tell(alert) }
  }

  /// Takes up an incident that began, changed or ended; returns at once.
  func tell(_ record: IncidentRecord, of workload: String) { tell(Alert(record, workload: workload, labels: labels)) }

  /// Sends until the service ends; incidents that go on then stay what they are.
  package func run() async {
    await withTaskGroup { group in
      for peer in peers { group.addTask { await peer.run() } }
    }
  }

  private static func labelled(_ alert: Alert, _ labels: [String: String]) -> Alert {
    var alert = alert
    alert.labels.merge(labels) { own, _ in own }
    return alert
  }
}
