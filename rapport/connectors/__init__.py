"""Sources: each connector fills the raw lake by the contract in `rapport.stores.raw_contract`."""
