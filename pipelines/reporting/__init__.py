"""What people read: run summary and report pages."""
