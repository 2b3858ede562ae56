"""What pictures are drawn with: colours, axes, labels, marks, captions."""
