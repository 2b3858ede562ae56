"""What was measured: the table of observations, how it is read, and what is odd in it.

Importing it tells pandas to keep texts as it does where pyarrow is not installed. With pyarrow beside it, it would keep them
in pyarrow's own arrays, in which empty columns, numbers made from texts and missing values behave otherwise; so pages would
hang on what else somebody has installed.
"""

import pandas as pd

from reportlib.observations.findings import Finding, as_frame
from reportlib.observations.looking import look
from reportlib.observations.readers import Understood, read_observations, read_targets, understand
from reportlib.observations.settling import settle

pd.options.mode.string_storage = "python"

__all__ = ["Finding", "Understood", "as_frame", "look", "read_observations", "read_targets", "settle", "understand"]
