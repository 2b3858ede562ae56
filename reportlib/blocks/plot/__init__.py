"""The elements of pictures: colours, axes, labels, marks, captions."""
