"""The table of observations: how it is read, and what is odd in it.

Importing this package makes pandas store texts as Python strings, as it does where pyarrow is not installed. If pyarrow is
installed, pandas would use its arrays, in which empty columns, numbers made from texts and missing values behave differently, so
that pages would depend on whether it is installed.
"""

import pandas as pd

from reportlib.data.anomalies import find_anomalies
from reportlib.data.duplicates import drop_duplicates
from reportlib.data.findings import Finding, as_frame
from reportlib.data.readers import Understood, read_coded, read_observations, read_targets, understand

pd.options.mode.string_storage = "python"

__all__ = [
    "Finding",
    "Understood",
    "as_frame",
    "drop_duplicates",
    "find_anomalies",
    "read_coded",
    "read_observations",
    "read_targets",
    "understand",
]
