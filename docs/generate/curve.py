"""Training curves: the reported error of each epoch, drawn by gnuplot. Lines are a run of the reference, dots are golden numbers."""
import re
import subprocess

from words import shorten

LONG_RUN, NEEDS_LOG_AXES = 50, 1000  # epochs
COLOURS = ["#3b82f6", "#e8710a", "#2e9e4f", "#c2419b", "#8a7a00", "#7c6cf0", "#d64545", "#1f9aa8"]
DEVIATIONS = {"squared": "(a - t)^2", "absolute": "|a - t|", "binary-cross-entropy": "the cross-entropy", "cross-entropy": "-t log a"}


def sampled_epochs(last):
    """Epochs at growing distances."""
    epoch = 0
    while epoch <= last:
        yield epoch
        epoch += 1 + epoch // 60


def write_run(program, case, output):
    epochs = list(sampled_epochs(case.training["epochs"]))
    lines = [f"{epoch} {error}\n" for epoch, error in program.errors(case, epochs)]
    (output / f"run_{case.id}.dat").write_text("".join(lines), encoding="utf-8")


def write_golden(case, output):
    lines = [f"{place.get('epoch')} {shorten(exact, 20)}\n" for place, exact in case.exacts.items() if place.quantity == "error"]
    (output / f"golden_{case.id}.dat").write_text("".join(lines), encoding="utf-8")


def axes(name, case):
    """What the axes say: the reported error of the document's cases."""
    log_axes, error = case.training["epochs"] >= NEEDS_LOG_AXES, case.problem["error"]
    factor = "" if error["factor"] == "1" else error["factor"] + " "
    yield f"set terminal svg size 400,400 font 'sans-serif,10' name '{name}' enhanced"
    yield f"set output '{name}.svg'"
    yield f"set xlabel 'epoch{' (log axis, from 1)' if log_axes else ''}'"
    yield f"set ylabel 'reported error: {factor}{error['reduction']} of {DEVIATIONS[error['deviation']]}{' (log axis)' if log_axes else ''}'"
    if log_axes:
        yield from ("set logscale xy", "set xrange [1:*]", "set format '10^{%T}'")
    else:
        yield from ("set xrange [0:*]", "set yrange [0:*]")
    yield from ("set key above maxcols 1 left Left reverse", "set grid", "set border 3", "set tics nomirror")


def plots(cases):
    for k, case in enumerate(cases):
        colour = COLOURS[k % len(COLOURS)]
        yield f"'run_{case.id}.dat' with lines lw 1.5 dt {k % 4 + 1} lc rgb '{colour}' title '{case.id}'"
        yield f"'golden_{case.id}.dat' with points pt 7 ps 0.4 lc rgb '{colour}' notitle"
    yield "NaN with points pt 7 ps 0.4 lc rgb '#808080' title 'dots: exact golden numbers'"


def draw(script, gnuplot, label):
    """The drawing takes the colour of the text around it, in the light and in the dark; the label says what it shows."""
    subprocess.run([gnuplot, script.name], cwd=script.parent, check=True)
    drawing = script.with_suffix(".svg")
    svg = re.sub(r'^.*?<svg\s+width="\d+" height="\d+"', f'<svg class="curve" role="img" aria-label="{label}"', drawing.read_text(encoding="utf-8"), flags=re.DOTALL)
    drawing.write_text(svg.replace("black", "currentColor").replace("rgb(  0,   0,   0)", "currentColor"), encoding="utf-8")


def write_curve(program, cases, name, output, gnuplot):
    """Draws NAME.svg. Returns whether a case is long enough to show how it learns."""
    cases = [case for case in cases if case.training["epochs"] >= LONG_RUN]
    if not cases:
        return False
    for case in cases:
        write_run(program, case, output)
        write_golden(case, output)
    script = output / f"{name}.gnuplot"
    script.write_text("\n".join(axes(name, cases[0])) + "\nplot " + ", ".join(plots(cases)) + "\n", encoding="utf-8")
    draw(script, gnuplot, f"The reported error over the epochs of {', '.join(case.id for case in cases)}")
    return True
