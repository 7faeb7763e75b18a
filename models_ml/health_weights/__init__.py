"""Points of the health factors learned from outcomes, as a proposal."""
