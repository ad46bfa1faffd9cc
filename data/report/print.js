// On paper: the map is drawn anew at a fixed size, tables are unfolded to all their rows, details are opened.

// In CSS pixels; 186 by 126 mm where that is how wide the paper is, or by 138 mm for a plan that is taller than wide.
const PRINT = {width: 1054, height: 714, tall: 782, ratio: 2};

/** A round number of metres that is at most so many pixels long. */
function scaleBar(context, view) {
  const most = (180 / view.scale) * view.step;
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = [5, 2, 1].map((factor) => factor * power).find((length) => length <= most);
  const length = (metres / view.step) * view.scale;
  const [x, y] = [18, view.height - 18];
  const label = metres >= 1000 ? `${number(metres / 1000)} km` : `${number(metres, 1)} m`;
  context.fillStyle = 'rgba(255, 255, 255, 0.85)';
  context.fillRect(x - 8, y - 26, length + 16, 36);
  context.strokeStyle = context.fillStyle = '#1c1c22';
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x, y - 6);
  context.lineTo(x, y);
  context.lineTo(x + length, y);
  context.lineTo(x + length, y - 6);
  context.stroke();
  context.font = '13px system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  context.fillText(label, x + length / 2, y - 10);
}

function northArrow(context, view) {
  const [x, y] = [view.width - 28, 24];
  context.fillStyle = '#1c1c22';
  context.beginPath();
  context.moveTo(x, y - 12);
  context.lineTo(x + 8, y + 12);
  context.lineTo(x, y + 6);
  context.lineTo(x - 8, y + 12);
  context.closePath();
  context.fill();
  context.font = '600 14px system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.fillText(t('north'), x, y + 16);
}

/** Draws the part of the plan in the box as large as the paper map allows. */
function paintForPrint(canvas, plan, box) {
  const isTall = box[3] - box[1] > box[2] - box[0];
  const {width, ratio} = PRINT;
  const height = isTall ? PRINT.tall : PRINT.height;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const context = canvas.getContext('2d');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  const scale = 0.98 * Math.min(width / (box[2] - box[0]), height / (box[3] - box[1]));
  const view = {
    scale,
    width,
    height,
    step: plan.step,
    left: width / 2 - ((box[0] + box[2]) / 2) * scale,
    top: height / 2 + ((box[1] + box[3]) / 2) * scale,
  };
  paintPlan(context, view, plan);
  scaleBar(context, view);
  northArrow(context, view);
}

/** `tables` unfold; `legendHost` gets the legend of the map as it is coloured now; `boxInView()` says what to draw. */
function prepareForPrint(plan, canvas, legendHost, tables, boxInView) {
  let opened = [];
  let isUnfolded = false;
  const unfold = () => {
    if (isUnfolded) return;
    isUnfolded = true;
    const view = boxInView();
    const {extent} = plan.shapes;
    // No more than the plan, so that paper is not wasted on the empty ground around it.
    const box = [
      Math.max(view[0], extent[0]),
      Math.max(view[1], extent[1]),
      Math.min(view[2], extent[2]),
      Math.min(view[3], extent[3]),
    ];
    paintForPrint(canvas, plan, box[0] < box[2] && box[1] < box[3] ? box : extent);
    legendHost.replaceChildren(makeLegend(plan.mode));
    tables.forEach((table) => table.unfold());
    opened = [...document.querySelectorAll('details:not([open])')];
    opened.forEach((details) => {
      details.open = true;
    });
  };
  const fold = () => {
    if (!isUnfolded) return;
    isUnfolded = false;
    tables.forEach((table) => table.fold());
    opened.forEach((details) => {
      details.open = false;
    });
  };
  window.addEventListener('beforeprint', unfold);
  window.addEventListener('afterprint', fold);
}
