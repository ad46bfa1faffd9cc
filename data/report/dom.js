// Elements of the page. Text from the data only ever becomes text: nothing here or elsewhere sets innerHTML.

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';

function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
}

/** An element; children are nodes or text, null is left out. */
function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  setAttributes(node, attributes);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Likewise of SVG. */
function svgElement(name, attributes = {}, ...children) {
  const node = document.createElementNS(SVG_NAMESPACE, name);
  setAttributes(node, attributes);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** A part of the page with its heading, after which assistive software and print know what belongs together. */
function section(id, title, ...children) {
  return el('section', {id, 'aria-labelledby': `${id}-title`}, el('h2', {id: `${id}-title`}, title), ...children);
}

function readJson(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

/** Calls `action` at most once a frame, with the arguments of the last call. */
function oncePerFrame(action) {
  let waiting = null;
  return (...values) => {
    if (waiting === null) {
      requestAnimationFrame(() => {
        const last = waiting;
        waiting = null;
        action(...last);
      });
    }
    waiting = values;
  };
}
