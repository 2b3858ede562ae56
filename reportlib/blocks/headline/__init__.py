"""The headline of a page, chosen by rule: `findings` lists all candidates, `headline` chooses at most two.

The texts are in `blocks/text/zh.yaml` and `en.yaml`, under `headline`.
"""

from reportlib.blocks.headline.chosen import findings, headline

__all__ = ["findings", "headline"]
