"""Write a new workbook or a new template."""
