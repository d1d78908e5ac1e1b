import Scaling
import Testing

/// A policy as the conformance suite runs it: each kind, and the baselines with what no kind's name asks for.
struct PolicyCandidate: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Whether the number never changes.
  var isFixed = false
  let make: @Sendable (ReplicaLimits) -> any ScalingPolicy

  static let tickSeconds = 15.0

  static let all: [PolicyCandidate] =
    PolicyKind.examples.map { kind in
      PolicyCandidate(testDescription: "\(kind)", isFixed: kind == .fixed(3)) {
        kind.make(limits: $0, tickSeconds: tickSeconds, timing: ScalingTiming(lagTicks: 2, startupTicks: 4))
      }
    } + [
      PolicyCandidate(testDescription: "hpa on CPU and requests") {
        HorizontalPodAutoscalerPolicy(metrics: [.cpu, .requests], limits: $0)
      },
      PolicyCandidate(testDescription: "keda with a fallback") { KEDAPolicy(limits: $0, fallbackReplicas: 4) },
      PolicyCandidate(testDescription: "knative with a delay") {
        KnativePolicy(limits: $0, tickSeconds: tickSeconds, scaleDownDelay: 120)
      },
      PolicyCandidate(testDescription: "aws on CPU and requests") {
        TargetTrackingPolicy(metrics: [.cpu, .requests], limits: $0, tickSeconds: tickSeconds)
      },
    ]
}
