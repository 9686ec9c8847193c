"""What a child can be given to do: each task with its replies, and the table of them."""
