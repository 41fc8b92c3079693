"""A node library by somebody else."""
