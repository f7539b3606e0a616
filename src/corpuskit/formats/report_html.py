"""Being written; lives here: REPORT. never: x."""
REPORT = "reports/report.html"
