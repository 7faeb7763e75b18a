"""Hand-made CRMs with numbers worked out by hand; each runs through the recomputation and through the warehouse."""
