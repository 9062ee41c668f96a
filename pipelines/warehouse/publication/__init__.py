"""From a finished build to what readers open: gates, versions, roll-back, views for BI, other forms of the file."""
