"""What a report is as a file, who gets it when, and what is worth an alert."""
