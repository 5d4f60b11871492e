"""Where runs are performed: a server, its children, their limits, or the workers of a cluster."""
