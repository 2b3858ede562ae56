"""The parts of pictures: colours, axes, labels, marks, captions."""
