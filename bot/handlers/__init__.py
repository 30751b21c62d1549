"""Channels: each reads what came in and writes what goes out, and knows nothing else."""
