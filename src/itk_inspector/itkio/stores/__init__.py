"""Images in chunks, on disk or in the network: which they are, and the engines that read them, loaded for them only."""
