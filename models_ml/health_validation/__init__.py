"""Does relationship health say anything about winning? The back-test behind ``rpt_health_validation``."""
