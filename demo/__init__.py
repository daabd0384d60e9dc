"""A small government town to watch: simulated sites on loopback, a season around a deadline, the job run over it."""
