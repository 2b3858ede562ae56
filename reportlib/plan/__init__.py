"""Which reports a build would make, under which names, and why each of them is due."""
