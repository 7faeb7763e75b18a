"""The calibrated chance that an open opportunity is won within 90 days, with its reasons."""
