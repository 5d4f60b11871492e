"""The models that runs are made in: small twins, real weights, shapes without numbers."""
