"""What one operating system does in another way than the next: open files, locks, owners and waiting."""
