/// The scenario files of this folder, inside the binary.
public enum DefaultScenarios {
  /// Name and YAML text of each, in the order in which they are listed.
  public static let all: [(name: String, text: String)] = [
    ("calm-shop", PackageResources.calm_shop_yaml),
    ("flash-sale", PackageResources.flash_sale_yaml),
    ("busy-week", PackageResources.busy_week_yaml),
    ("retry-storm", PackageResources.retry_storm_yaml),
    ("bad-deployment", PackageResources.bad_deployment_yaml),
    ("memory-leak", PackageResources.memory_leak_yaml),
    ("cache-restart", PackageResources.cache_restart_yaml),
    ("database-failover", PackageResources.database_failover_yaml),
    ("slow-queries", PackageResources.slow_queries_yaml),
    ("order-backlog", PackageResources.order_backlog_yaml),
    ("spot-loss", PackageResources.spot_loss_yaml),
    ("zone-outage", PackageResources.zone_outage_yaml),
    ("cloud-failover", PackageResources.cloud_failover_yaml),
  ].map { ($0.0, String(decoding: $0.1, as: UTF8.self)) }
}
