"""Python that reads what is on screen with other libraries."""
