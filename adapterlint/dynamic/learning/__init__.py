"""Whether an adapter learns: synthetic tasks, and small models that know one."""
