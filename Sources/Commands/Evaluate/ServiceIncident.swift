/// An alarm of one service's detector.
struct ServiceIncident {
  let service: String
  let minute: Int
  let metric: String?
  let isGap: Bool
}
