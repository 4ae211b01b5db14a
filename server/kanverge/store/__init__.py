"""The only place that speaks Redis: logs, snapshots, records and locks, as promises the rest can rely on."""
