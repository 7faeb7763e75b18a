"""Superset assets as code: short YAML in, checked bundle out."""
