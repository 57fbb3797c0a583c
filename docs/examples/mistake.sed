# Changes one line of subject.py: the slope of the loss loses its factor 2.
s/\[2 \* c \* d for d/[c * d for d/
