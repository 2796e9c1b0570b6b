"""The `syncline` command: one way in for people. Each command opens a room and calls it."""
