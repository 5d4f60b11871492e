"""Hydra and OmegaConf: configurations that are composed of files, classes and the command line."""
