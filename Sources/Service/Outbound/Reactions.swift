/// Who is told of a decision that is kept: its webhook, the Alertmanagers, and everybody who watches.
struct Reactions: Sendable {
  let events: EventHub
  /// By the workload's row.
  var webhooks: [Int64: WebhookActuator] = [:]
  var alertmanager: AlertmanagerClient?

  /// Tells them; none of them keeps the caller waiting.
  func take(_ decided: PendingDecision) {
    let (tick, name) = (decided.tick, decided.workload.name)
    events.publish(.decision(tick, workload: name))
    if let webhook = webhooks[tick.workload], let decision = tick.decision, let id = tick.id {
      webhook.send(decision, id: id, rung: tick.rung)
    }
    for incident in decided.incidents {
      events.publish(.incident(incident, workload: name))
      alertmanager?.tell(incident, of: name)
    }
  }
}
