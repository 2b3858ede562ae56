"""What a question is answered with: charts and tables that carry their figures, their claims and their words."""

from reportlib.blocks.chart import Chart
from reportlib.blocks.facts import Claim, Fact
from reportlib.blocks.table import Absence, Difference, Number, Table

__all__ = ["Absence", "Chart", "Claim", "Difference", "Fact", "Number", "Table"]
