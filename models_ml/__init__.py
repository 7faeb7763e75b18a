"""Models: similar won deals and the opportunity score. Estimators do no I/O."""
