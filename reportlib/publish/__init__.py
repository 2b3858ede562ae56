"""Run notebooks once a report and write pages: parameters, plan, runner, html, site."""
