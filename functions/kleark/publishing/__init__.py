"""From a validated configuration to what the portal reads: plan, snapshot, flip, revert."""
