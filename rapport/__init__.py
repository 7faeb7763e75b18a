"""Rapport: open, self-hosted relationship analytics."""

__version__ = "0.1.0"
