"""Notices by e-mail: who is told, in which words, at most once."""
