"""From a validated configuration to what the portal reads: snapshots, what is live, the log and schedules."""
