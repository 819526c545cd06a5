"""What leaves the box, as bytes and lines."""
