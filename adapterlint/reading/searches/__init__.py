"""Searches for hyperparameters: what a trial may take is written in the script, and each of it is tried."""
