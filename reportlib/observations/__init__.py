"""What was measured: the table of observations, how it is read, and what is odd in it."""

from reportlib.observations.findings import Finding, as_frame
from reportlib.observations.looking import look
from reportlib.observations.readers import read_observations, read_targets
from reportlib.observations.settling import settle

__all__ = ["Finding", "as_frame", "look", "read_observations", "read_targets", "settle"]
