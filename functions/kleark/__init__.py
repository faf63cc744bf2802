"""Kleark: checks a municipality's Borgerblikket configuration sheet, and publishes it when it is right."""

__version__ = "0.1.0"
