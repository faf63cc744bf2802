"""Where the engines of this machine differ from what AWS documents: what is behind docs/engines.md (`make engines`)."""
