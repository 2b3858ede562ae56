"""A workbook with a template that shows all kinds of an analyst's own content."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).parents[2]
PARAMETERS = """unit: str = "china"  # the unit's id
period: str = "2004"  # the period
lang: str = "zh"  # zh or en
status: str = "final"  # final or draft
topic: str = "all"  # what the report is about
depth: int = 1  # how far it goes"""
REPORT = """from reportlib import Report

report = Report("own", unit=unit, period=period, lang=lang, status=status, topic=topic, depth=depth)"""
PLOTLY = """import pandas as pd, plotly.express as px
frame = pd.DataFrame({"grade": ["A", "B", "C"] * 2, "share": [12.5, 30.25, 57.25, 10, 40, 50], "sex": ["m"] * 3 + ["f"] * 3})
fig = px.bar(frame, x="grade", y="share", color="sex", barmode="group", title="not this title")
report.section(
    {"zh": "本季关注", "en": "In focus"},
    report.text({"zh": "共 {n} 人，主题 {topic}。", "en": "{n} people, on {topic}."}, n=1234567, topic=topic),
    report.figure(fig, title={"zh": "各等级占比", "en": "Grades"}, alt={"zh": "柱状图", "en": "Bars"}, data=frame),
    lead={"zh": "导语。", "en": "A lead."},
)"""
MATPLOTLIB = """import matplotlib.pyplot as plt
fig, axes = plt.subplots(figsize=(7, 4))
axes.plot([0, 1, 2], [1, 3, 2], color="black", label="a")
axes.bar([0, 1, 2], [1, 2, 3], color="#9467bd", label="b")
axes.set_xlabel("时间 time")
axes.legend()
report.figure(fig, title={"zh": "两条曲线", "en": "Two curves"}, alt={"zh": "曲线", "en": "Curves"},
              data=frame.head(2), origin="synthetic")"""
GROUND = (
    """report.figure(px.scatter(x=[1, 2], y=[2, 1]).update_layout(paper_bgcolor="#ffffff"), title="On white", alt="Two points")"""
)
BARE = """px.line(x=["p", "q"], y=[1, 2], title="A bare figure")"""
CELLS = (
    new_markdown_cell("# For the author"),
    new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
    new_code_cell(REPORT),
    new_code_cell("report.opening()"),
    new_markdown_cell(
        "## Why this page\n\nSome **Markdown**:\n\n- first\n- second\n\n| a | b |\n|---|---|\n| x | 7 |",
        metadata={"tags": ["en"]},
    ),
    new_markdown_cell("## 为什么有这一页\n\n一段**说明**：\n\n1. 甲\n2. 乙", metadata={"tags": ["zh"]}),
    new_code_cell(PLOTLY),
    new_code_cell(MATPLOTLIB),
    new_code_cell(GROUND),
    new_code_cell(BARE),
    new_markdown_cell("not to be read by anyone else", metadata={"tags": ["private"]}),
    new_code_cell("report.notes()"),
)
MATRIX = "reports:\n  - {template: own, periods: [2004], units: [china], languages: [zh, en]}\n"


def workbook(folder: Path) -> Path:
    """A copy of the smallest example, with the template `own` and a list of its reports, `own.yaml`."""
    book = Path(shutil.copytree(ROOT / "examples" / "skill-grades", folder / "book", ignore=shutil.ignore_patterns("outputs")))
    template(book, "own", *CELLS)
    (book / "own.yaml").write_text(MATRIX, "utf-8")
    return book


def template(book: Path, name: str, *cells: nbformat.NotebookNode) -> None:
    facts = {"level": "nation", "title": {"zh": "自制图报告", "en": "report of one's own"}, "promises": {"charts": ["own"]}}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}, "reportlib": facts}
    nbformat.write(new_notebook(cells=list(cells), metadata=metadata), book / "notebooks" / f"{name}.ipynb")
