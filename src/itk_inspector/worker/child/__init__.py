"""What a child does, one module a task: what it loads for it, what it may touch, and the work."""
