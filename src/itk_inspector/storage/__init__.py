"""What is kept on disk beside images: files written whole or not at all."""
