"""The whole system on this machine: template.yaml on an embedded engine."""
