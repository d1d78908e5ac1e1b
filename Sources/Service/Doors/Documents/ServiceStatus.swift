/// The service as the doors tell it.
struct ServiceStatus: Encodable {
  struct Storage: Encodable {
    let bytes: Int64
    let ticks: Int64
    let decisions: Int64
  }

  let version: String
  let commit: String
  let profile: String
  let uptimeSeconds: Double
  let ready: Bool
  let workloads: Int
  let models: ModelHashes
  let storage: Storage
}
