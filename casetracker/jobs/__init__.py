"""When things run. Each job reads the clock, calls one service, and holds no rule."""
