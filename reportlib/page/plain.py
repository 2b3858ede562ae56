"""Outputs that are not ours as HTML, by nbconvert."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

from jupyter_core.paths import jupyter_path
from nbconvert import HTMLExporter
from nbconvert.preprocessors import CoalesceStreamsPreprocessor


@lru_cache(maxsize=1)
def exporter() -> HTMLExporter:
    """The exporter, which is the same for every page."""
    return _Shown()


class _Shown(HTMLExporter):
    """nbconvert's HTML exporter, showing what cells show and nothing of how: no code, no prompts, no script from elsewhere."""

    def __init__(self) -> None:
        super().__init__(  # type: ignore[no-untyped-call]
            template_name="reportlib",
            extra_template_basedirs=[str(Path(str(files("reportlib.page").joinpath("templates"))))],
            template_data_paths=_templates(),
            exclude_input=True,
            exclude_input_prompt=True,
            exclude_output_prompt=True,
            mathjax_url="",
            require_js_url="",
            jquery_url="",
            mermaid_js_url="",
            # Of nbconvert's own steps only this one changes what a page shows, and once is enough to check the notebook.
            default_preprocessors=[CoalesceStreamsPreprocessor],
            optimistic_validation=True,
        )


def _templates() -> list[str]:
    """Where nbconvert's own templates are: a user may have others of the same name, which would come first."""
    root = next((file for file in distribution("nbconvert").files or () if file.match("templates/base/conf.json")), None)
    return [str(Path(str(root.locate())).parents[1])] if root else jupyter_path("nbconvert", "templates")
