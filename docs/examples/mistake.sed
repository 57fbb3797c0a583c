# Changes one line of subject.py: the slope of the loss loses its factor 2.
s/"squared": lambda z, a, t: 2 \* (a - t)/"squared": lambda z, a, t: a - t/
