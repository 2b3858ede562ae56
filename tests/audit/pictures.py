from __future__ import annotations


def judge_figures(page, bench, speech):
    pass
