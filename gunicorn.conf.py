# gunicorn reads this where it is started. No token of a path is written to its logs.
logger_class = "config.redaction.RedactingLogger"
