"""Begin a workbook or a template."""
