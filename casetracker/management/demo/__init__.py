"""The demo: made-up people with a story of 45 days, told to an empty installation."""
