"""Turn outputs of other packages into HTML with nbconvert."""

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
    """The exporter that writes outputs as HTML; it is made once for all pages."""
    return _Shown()


class _Shown(HTMLExporter):
    """nbconvert's HTML exporter for outputs only: no code, no prompts, no external scripts."""

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
            # Only this one of nbconvert's preprocessors changes what a page shows.
            default_preprocessors=[CoalesceStreamsPreprocessor],
            optimistic_validation=True,
        )


def _templates() -> list[str]:
    """The folder of nbconvert's own templates, so that no template of the same name in a user's folder is used."""
    root = next((file for file in distribution("nbconvert").files or () if file.match("templates/base/conf.json")), None)
    return [str(Path(str(root.locate())).parents[1])] if root else jupyter_path("nbconvert", "templates")
