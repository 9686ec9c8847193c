"""Going to a pixel that was named."""
